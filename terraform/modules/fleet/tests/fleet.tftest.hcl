mock_provider "google" {}

variables {
  project_id = "flights-hub"
  projects   = { flights-hub = "123456789012", flights-far = "210987654321" }
  region     = "europe-west1"
  systems = {
    system-01 = {}
    system-02 = { project_id = "flights-far", region = "us-east1", ingest = "push", subscriber_instances = 4 }
  }
  images = {
    api        = "europe-west1-docker.pkg.dev/flights-hub/flightdeck/api:1"
    subscriber = "europe-west1-docker.pkg.dev/flights-hub/flightdeck/subscriber:1"
    canary     = "europe-west1-docker.pkg.dev/flights-hub/flightdeck/canary:1"
  }
  monitoring = { directory = "../monitoring/tests/fixtures", dashboards = ["one"] }
}

run "makes_each_system_where_it_belongs" {
  command = plan

  assert {
    condition     = { for name, system in module.system : name => system.table } == { system-01 = "flights-hub.flightdeck_system_01.flight_events", system-02 = "flights-far.flightdeck_system_02.flight_events" }
    error_message = "one system per entry, in its project"
  }

  assert {
    condition     = { for name, system in module.system : name => system.service_accounts.subscriber } == { system-01 = "flightdeck-subscriber@flights-hub.iam.gserviceaccount.com", system-02 = "flightdeck-subscriber@flights-far.iam.gserviceaccount.com" }
    error_message = "each runs as its own project's accounts"
  }

  assert {
    condition     = { for name, system in output.systems : name => system.topic } == { system-01 = "flights-system-01", system-02 = "flights-system-02" }
    error_message = "topics carry the system"
  }

  assert {
    condition     = output.registry_url == "europe-west1-docker.pkg.dev/flights-hub/flightdeck"
    error_message = "one registry for all"
  }
}

run "watches_all_with_one_set" {
  command = plan

  assert {
    condition     = alltrue([for system in module.system : system.alert_policies == {} && system.registry_url == null])
    error_message = "no system brings policies or a registry of its own"
  }

  assert {
    condition     = keys(output.dashboards) == ["one"]
    error_message = "one fleet dashboard"
  }
}

run "refuses_a_system_without_number" {
  command = plan

  variables {
    systems = { berlin = {} }
  }

  expect_failures = [var.systems]
}

run "refuses_an_unknown_project" {
  command = plan

  variables {
    systems = { system-01 = { project_id = "flights-moon" } }
  }

  expect_failures = [var.systems]
}

run "refuses_a_hub_without_number" {
  command = plan

  variables {
    project_id = "flights-moon"
    systems    = { system-01 = { project_id = "flights-hub" } }
  }

  expect_failures = [var.projects]
}
