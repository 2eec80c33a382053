mock_provider "google" {}

variables {
  project_id     = "flights-test"
  project_number = "123456789012"
  accounts = {
    api      = { description = "reads", project_roles = ["roles/bigquery.jobUser", "roles/telemetry.writer"] }
    canary   = { description = "probes" }
    deployer = { description = "deploys", project_roles = ["roles/run.developer"] }
  }
}

run "makes_one_account_per_app" {
  command = plan

  assert {
    condition     = { for name, account in google_service_account.this : name => "${account.project}/${account.account_id}/${account.display_name}" } == { api = "flights-test/flightdeck-api/reads", canary = "flights-test/flightdeck-canary/probes", deployer = "flights-test/flightdeck-deployer/deploys" }
    error_message = "one account per entry"
  }

  assert {
    condition     = output.emails.api == "flightdeck-api@flights-test.iam.gserviceaccount.com" && output.members.canary == "serviceAccount:flightdeck-canary@flights-test.iam.gserviceaccount.com" && output.github_provider == null
    error_message = "e-mails are known in the plan"
  }
}

run "binds_exactly_these" {
  command = plan

  assert {
    condition = toset([for binding in google_project_iam_member.this : "${binding.project} ${binding.role} ${binding.member}"]) == toset([
      "flights-test roles/bigquery.jobUser serviceAccount:flightdeck-api@flights-test.iam.gserviceaccount.com",
      "flights-test roles/telemetry.writer serviceAccount:flightdeck-api@flights-test.iam.gserviceaccount.com",
      "flights-test roles/run.developer serviceAccount:flightdeck-deployer@flights-test.iam.gserviceaccount.com",
    ])
    error_message = "project-level roles as given, nothing more"
  }

  assert {
    condition     = length(google_iam_workload_identity_pool.github) == 0 && length(google_service_account_iam_member.github) == 0 && length(google_service_account_iam_member.acts_as) == 0
    error_message = "no pool without github"
  }
}

run "lets_one_repository_in_without_keys" {
  command = plan

  variables {
    prefix = "other-"
    github = {
      repository = "example/flights"
      accounts   = { deploy = { account = "deployer", environment = "prod", acts_as = ["api"] } }
    }
  }

  assert {
    condition = (
      google_iam_workload_identity_pool.github[0].workload_identity_pool_id == "other-github" &&
      google_iam_workload_identity_pool_provider.github[0].workload_identity_pool_id == "other-github" &&
      google_iam_workload_identity_pool_provider.github[0].workload_identity_pool_provider_id == "actions" &&
      google_iam_workload_identity_pool_provider.github[0].attribute_condition == "assertion.repository == 'example/flights'" &&
      google_iam_workload_identity_pool_provider.github[0].attribute_mapping["google.subject"] == "assertion.sub" &&
      google_iam_workload_identity_pool_provider.github[0].oidc[0].issuer_uri == "https://token.actions.githubusercontent.com"
    )
    error_message = "only this repository's tokens are exchanged"
  }

  assert {
    condition     = [for binding in google_service_account_iam_member.github : "${binding.service_account_id} ${binding.role} ${binding.member}"] == ["projects/flights-test/serviceAccounts/other-deployer@flights-test.iam.gserviceaccount.com roles/iam.workloadIdentityUser principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/other-github/subject/repo:example/flights:environment:prod"]
    error_message = "only runs in the environment may act as the account"
  }

  assert {
    condition     = [for binding in google_service_account_iam_member.acts_as : "${binding.service_account_id} ${binding.role} ${binding.member}"] == ["projects/flights-test/serviceAccounts/other-api@flights-test.iam.gserviceaccount.com roles/iam.serviceAccountUser serviceAccount:other-deployer@flights-test.iam.gserviceaccount.com"]
    error_message = "the deployer may start services as the named accounts only"
  }

  assert {
    condition     = output.github_provider == "projects/123456789012/locations/global/workloadIdentityPools/other-github/providers/actions"
    error_message = "what google-github-actions/auth takes"
  }
}

run "refuses_a_primitive_role" {
  command = plan

  variables {
    accounts = { api = { description = "reads", project_roles = ["roles/editor"] } }
  }

  expect_failures = [var.accounts]
}

run "refuses_a_project_wide_data_role" {
  command = plan

  variables {
    accounts = { api = { description = "reads", project_roles = ["roles/bigquery.dataViewer"] } }
  }

  expect_failures = [var.accounts]
}

run "refuses_a_long_name" {
  command = plan

  variables {
    prefix = "a-very-long-prefix-for-names-"
  }

  expect_failures = [var.accounts]
}

run "refuses_a_repository_address" {
  command = plan

  variables {
    github = { repository = "https://github.com/example/flights", accounts = {} }
  }

  expect_failures = [var.github]
}

run "refuses_an_account_that_is_not_there" {
  command = plan

  variables {
    github = { repository = "example/flights", accounts = { deploy = { account = "robot", environment = "prod" } } }
  }

  expect_failures = [var.github]
}

run "refuses_a_short_name" {
  command = plan

  variables {
    prefix = ""
  }

  expect_failures = [var.accounts]
}

run "refuses_to_act_as_nobody" {
  command = plan

  variables {
    github = { repository = "example/flights", accounts = { deploy = { account = "deployer", environment = "prod", acts_as = ["robot"] } } }
  }

  expect_failures = [var.github]
}
