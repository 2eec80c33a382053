locals {
  github_pool = var.github == null ? null : "projects/${var.project_number}/locations/global/workloadIdentityPools/${google_iam_workload_identity_pool.github[0].workload_identity_pool_id}"

  # The deployer starts revisions that run as the apps' accounts, and may act as no other account.
  github_acts_as = merge([
    for key, binding in try(var.github.accounts, {}) : {
      for name in binding.acts_as : "${key}/${name}" => { deployer = binding.account, account = name }
    }
  ]...)
}

resource "google_iam_workload_identity_pool" "github" {
  count = var.github == null ? 0 : 1

  project                   = var.project_id
  workload_identity_pool_id = "${var.prefix}github"
  display_name              = "GitHub Actions"
}

resource "google_iam_workload_identity_pool_provider" "github" {
  count = var.github == null ? 0 : 1

  project                            = var.project_id
  workload_identity_pool_id          = google_iam_workload_identity_pool.github[0].workload_identity_pool_id
  workload_identity_pool_provider_id = "actions"

  # Without a condition every repository on GitHub could ask for tokens of this pool.
  attribute_condition = "assertion.repository == '${var.github.repository}'"
  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
  }

  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

# By subject, which names the environment: only a run that passed the environment's protection rules matches.
resource "google_service_account_iam_member" "github" {
  for_each = try(var.github.accounts, {})

  service_account_id = "projects/${var.project_id}/serviceAccounts/${local.emails[each.value.account]}"
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/${local.github_pool}/subject/repo:${var.github.repository}:environment:${each.value.environment}"
}

resource "google_service_account_iam_member" "acts_as" {
  for_each = local.github_acts_as

  service_account_id = "projects/${var.project_id}/serviceAccounts/${local.emails[each.value.account]}"
  role               = "roles/iam.serviceAccountUser"
  member             = "serviceAccount:${local.emails[each.value.deployer]}"
}
