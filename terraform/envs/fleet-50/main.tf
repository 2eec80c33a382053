provider "google" {
  project = var.project_id
  region  = var.region
}

data "google_project" "this" {
  project_id = var.project_id
}

locals {
  images = "${var.region}-docker.pkg.dev/${var.project_id}/flightdeck"
  names  = [for number in range(1, var.size + 1) : format("system-%02d", number)]
}

module "fleet" {
  source = "../../modules/fleet"

  project_id = var.project_id
  projects   = { (var.project_id) = data.google_project.this.number }
  region     = var.region
  # A miss of the API's cache scans what is kept: docs/cost.md.
  retention_days = 21
  systems        = { for name in local.names : name => { for key, value in try(var.exceptions[name], {}) : key => value if value != null } }
  images = {
    for app in ["api", "subscriber", "canary"] : app => "${local.images}/${app}:${var.image_tag}"
  }
  labels = { environment = "fleet" }
  monitoring = {
    notification_channels = { team = { type = "email", labels = { email_address = var.alert_email } } }
  }
}
