mock_provider "google" {}

variables {
  project_id     = "flights-test"
  project_number = "123456789012"
  region         = "europe-west1"
  monitoring     = { directory = "../monitoring/tests/fixtures" }
  images = {
    api        = "europe-west1-docker.pkg.dev/flights-test/flightdeck/api:1"
    subscriber = "europe-west1-docker.pkg.dev/flights-test/flightdeck/subscriber:1"
    canary     = "europe-west1-docker.pkg.dev/flights-test/flightdeck/canary:1"
  }
}

run "composes_one_system" {
  command = plan

  assert {
    condition     = [output.topic, output.dead_letter_subscription, output.table] == ["flights", "flights-dead-letter", "flights-test.flightdeck.flight_events"]
    error_message = "names are those of the apps' default environment"
  }

  assert {
    condition     = length(module.services) == 1 && length(module.registry) == 1 && length(module.identity) == 1 && length(module.monitoring) == 1 && length(module.budget) == 0 && length(module.subscriber) == 1
    error_message = "everything but a budget, which needs an amount"
  }

  assert {
    condition     = output.service_accounts == { for app in ["api", "subscriber", "canary", "scheduler", "push"] : app => "flightdeck-${app}@flights-test.iam.gserviceaccount.com" }
    error_message = "one account per app"
  }

  assert {
    condition     = toset(keys(output.alert_policies)) == toset(["backlog", "errors"]) && output.registry_url == "europe-west1-docker.pkg.dev/flights-test/flightdeck" && output.github_provider == null
    error_message = "policies and registry are there, GitHub is not"
  }
}

run "names_carry_the_system" {
  command = plan

  variables {
    system     = "system-07"
    monitoring = null
    registry   = false
    services   = false
  }

  assert {
    condition     = [output.topic, output.dead_letter_subscription, output.table] == ["flights-system-07", "flights-system-07-dead-letter", "flights-test.flightdeck_system_07.flight_events"]
    error_message = "several systems stand in one project"
  }

  assert {
    condition     = output.service_accounts.subscriber == "system-07-subscriber@flights-test.iam.gserviceaccount.com" && output.registry_url == null && output.alert_policies == {}
    error_message = "accounts carry the system too; what a fleet has once is left out"
  }
}

run "takes_accounts_that_exist" {
  command = plan

  variables {
    identity = { api = "a@x.iam.gserviceaccount.com", subscriber = "s@x.iam.gserviceaccount.com", canary = "c@x.iam.gserviceaccount.com", scheduler = "d@x.iam.gserviceaccount.com", push = "p@x.iam.gserviceaccount.com" }
  }

  assert {
    condition     = length(module.identity) == 0 && output.service_accounts.api == "a@x.iam.gserviceaccount.com"
    error_message = "no account of its own"
  }
}

run "pushes" {
  command = plan

  variables {
    ingest = "push"
  }

  assert {
    condition     = module.subscriber[0].name == "subscriber"
    error_message = "a service"
  }
}

run "needs_no_subscriber_for_pubsubs_own_delivery" {
  command = plan

  variables {
    ingest = "bigquery_subscription"
    images = {
      api    = "europe-west1-docker.pkg.dev/flights-test/flightdeck/api:1"
      canary = "europe-west1-docker.pkg.dev/flights-test/flightdeck/canary:1"
    }
  }

  assert {
    condition     = length(module.subscriber) == 0
    error_message = "no code"
  }
}

run "has_everything" {
  command = apply

  variables {
    github = { repository = "example/flights", deploy_environment = "dev", plan_environment = "plan" }
    budget = { billing_account = "012345-6789AB-CDEF01", amount = 100 }
    share  = { readers = { partner = "group:partner@example.com" } }
    api    = { iap = { accessors = { team = "group:team@example.com" } } }
    monitoring = {
      directory             = "../monitoring/tests/fixtures"
      notification_channels = { team = { type = "email", labels = { email_address = "team@example.com" } } }
    }
  }

  assert {
    condition     = output.github_provider == "projects/123456789012/locations/global/workloadIdentityPools/flightdeck-github/providers/actions"
    error_message = "what the workflows need"
  }

  assert {
    condition     = length(module.budget) == 1
    error_message = "the budget tells the channels"
  }

  assert {
    condition     = output.api_url != ""
    error_message = "the API has an address"
  }
}

run "refuses_an_unknown_way_in" {
  command = plan

  variables {
    ingest = "pull"
  }

  expect_failures = [var.ingest]
}

run "refuses_to_store_without_a_subscriber" {
  command = plan

  variables {
    images = {
      api    = "europe-west1-docker.pkg.dev/flights-test/flightdeck/api:1"
      canary = "europe-west1-docker.pkg.dev/flights-test/flightdeck/canary:1"
    }
  }

  expect_failures = [var.images]
}

run "refuses_a_system_of_another_kind" {
  command = plan

  variables {
    system = "seven"
  }

  expect_failures = [var.system]
}

run "refuses_an_unknown_exporter" {
  command = plan

  variables {
    metrics_exporter = "none"
  }

  expect_failures = [var.metrics_exporter]
}
