provider "google" {
  project = var.project_id
  region  = var.region
}

data "google_project" "this" {
  project_id = var.project_id
}

locals {
  images = "${var.region}-docker.pkg.dev/${var.project_id}/flightdeck"
}

module "pipeline" {
  source = "../../modules/pipeline"

  project_id     = var.project_id
  project_number = data.google_project.this.number
  region         = var.region
  images = {
    for app in ["api", "subscriber", "canary"] : app => "${local.images}/${app}:${var.image_tag}"
  }

  # A development project is made to be thrown away, and to be broken: see chaos/gcp.
  deletion_protection  = false
  subscriber_instances = 1
  retention_days       = 7
  canary_schedule      = "*/5 * * * *"
  api                  = { max = 3 }
  labels               = { environment = "dev" }
  # Built once, here: prod pulls the same image by its digest.
  image_readers = var.prod == null ? {} : {
    prod-deployer  = "serviceAccount:flightdeck-deployer@${var.prod.project_id}.iam.gserviceaccount.com"
    prod-cloud-run = "serviceAccount:service-${var.prod.project_number}@serverless-robot-prod.iam.gserviceaccount.com"
  }
  monitoring = {
    runbooks_url          = var.github_repository == null ? null : "https://github.com/${var.github_repository}/blob/main/runbooks"
    notification_channels = { team = { type = "email", labels = { email_address = var.alert_email } } }
  }
  budget = var.budget
  github = var.github_repository == null ? null : {
    repository         = var.github_repository
    deploy_environment = "dev"
    plan_environment   = "dev-plan"
  }
}
