mock_provider "google" {
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
}

variables {
  project_id        = "flights-dev"
  image_tag         = "0123abc"
  alert_email       = "team@example.com"
  github_repository = "example/flightdeck"
  prod              = { project_id = "flights-prod", project_number = "210987654321" }
  budget            = { billing_account = "012345-6789AB-CDEF01", amount = 100 }
}

# The runner reads this plan too: policies, dashboards and SLOs against the files, bindings against iam.txt.
run "plan" {
  command = plan

  assert {
    condition     = output.registry_url == "europe-west1-docker.pkg.dev/flights-dev/flightdeck" && output.topic == "flights"
    error_message = "the system is in the project"
  }

  assert {
    condition     = output.github_provider == "projects/123456789012/locations/global/workloadIdentityPools/flightdeck-github/providers/actions"
    error_message = "the workflows get in without a key"
  }
}

run "plans_without_github_and_budget" {
  command = plan

  variables {
    github_repository = null
    budget            = null
  }

  assert {
    condition     = output.github_provider == null && !contains(keys(output.service_accounts), "deployer")
    error_message = "no pool, no deployer"
  }
}

run "refuses_a_moving_tag" {
  command = plan

  variables {
    image_tag = "latest"
  }

  expect_failures = [var.image_tag]
}

run "refuses_a_project_number" {
  command = plan

  variables {
    project_id = "123456789012"
  }

  expect_failures = [var.project_id]
}

run "refuses_a_zone" {
  command = plan

  variables {
    region = "europe-west1-b"
  }

  expect_failures = [var.region]
}

run "refuses_a_name_for_an_address" {
  command = plan

  variables {
    alert_email = "team"
  }

  expect_failures = [var.alert_email]
}

run "refuses_a_repository_address" {
  command = plan

  variables {
    github_repository = "https://github.com/example/flightdeck"
  }

  expect_failures = [var.github_repository]
}

run "refuses_a_prod_without_number" {
  command = plan

  variables {
    prod = { project_id = "flights-prod", project_number = "flights-prod" }
  }

  expect_failures = [var.prod]
}
