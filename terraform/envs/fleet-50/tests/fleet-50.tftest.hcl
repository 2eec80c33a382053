mock_provider "google" {
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
}

variables {
  project_id  = "flights-fleet"
  image_tag   = "0123abc"
  alert_email = "team@example.com"
}

# The runner reads this plan too: 50 systems, policies against the files, bindings against iam.txt.
run "plan" {
  command = plan

  assert {
    condition     = length(output.systems) == 50 && output.systems["system-50"].topic == "flights-system-50"
    error_message = "50 systems, system-01 to system-50"
  }
}

run "follows_the_size" {
  command = plan

  variables {
    size = 3
  }

  assert {
    condition     = keys(output.systems) == ["system-01", "system-02", "system-03"]
    error_message = "as many as asked for"
  }
}

run "refuses_a_hundred" {
  command = plan

  variables {
    size = 100
  }

  expect_failures = [var.size]
}

run "refuses_a_moving_tag" {
  command = plan

  variables {
    size      = 1
    image_tag = "latest"
  }

  expect_failures = [var.image_tag]
}

run "refuses_a_project_number" {
  command = plan

  variables {
    size       = 1
    project_id = "123456789012"
  }

  expect_failures = [var.project_id]
}

run "refuses_a_zone" {
  command = plan

  variables {
    size   = 1
    region = "europe-west1-b"
  }

  expect_failures = [var.region]
}

run "refuses_a_name_for_an_address" {
  command = plan

  variables {
    size        = 1
    alert_email = "team"
  }

  expect_failures = [var.alert_email]
}
