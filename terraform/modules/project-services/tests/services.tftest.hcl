mock_provider "google" {}

variables {
  project_id = "flights-test"
}

run "enables_exactly_the_named_services" {
  command = plan

  variables {
    services = ["run.googleapis.com", "pubsub.googleapis.com"]
  }

  assert {
    condition     = toset(keys(google_project_service.this)) == toset(["run.googleapis.com", "pubsub.googleapis.com"])
    error_message = "one resource per service, keyed by its name"
  }
}

run "never_disables_what_others_may_use" {
  command = plan

  assert {
    condition     = alltrue([for service in google_project_service.this : service.disable_on_destroy == false && service.disable_dependent_services == false])
    error_message = "destroying must leave the APIs on"
  }

  assert {
    condition     = contains(output.services, "telemetry.googleapis.com")
    error_message = "the telemetry API takes OTLP: without it every exporter is refused"
  }
}

run "refuses_a_short_name" {
  command = plan

  variables {
    services = ["run"]
  }

  expect_failures = [var.services]
}

run "refuses_a_project_number" {
  command = plan

  variables {
    project_id = "123456789012"
  }

  expect_failures = [var.project_id]
}
