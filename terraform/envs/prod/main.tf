provider "google" {
  project = var.project_id
  region  = var.region
}

data "google_project" "this" {
  project_id = var.project_id
}

module "pipeline" {
  source = "../../modules/pipeline"

  project_id     = var.project_id
  project_number = data.google_project.this.number
  region         = var.region
  images = {
    for app in ["api", "subscriber", "canary"] : app => "${var.image_registry}/${app}:${var.image_tag}"
  }

  # Images are built once, in dev, and pulled from there.
  registry = false

  # Two of each, so that one may restart.
  api                  = { min = 2, max = 20, invokers = var.api_invokers }
  subscriber_instances = 2
  publishers           = var.publishers
  # A miss of the API's cache scans what is kept: docs/cost.md.
  retention_days = 21
  labels         = { environment = "prod" }
  monitoring = {
    runbooks_url = var.github_repository == null ? null : "https://github.com/${var.github_repository}/blob/main/runbooks"
    notification_channels = {
      page   = { type = "pagerduty", severities = ["CRITICAL"] }
      ticket = { type = "email", labels = { email_address = var.alert_email }, severities = ["ERROR", "WARNING"] }
    }
  }
  channel_secrets = { page = { service_key = var.page } }
  budget          = var.budget
  github = var.github_repository == null ? null : {
    repository         = var.github_repository
    deploy_environment = "prod"
    plan_environment   = "prod-plan"
  }
}
