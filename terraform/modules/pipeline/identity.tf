locals {
  # What the apps need beside single resources: sending telemetry, and running queries (which gives no data).
  telemetry_roles = concat(
    ["roles/telemetry.writer", "roles/serviceusage.serviceUsageConsumer"],
    var.metrics_exporter == "cloud-monitoring" ? ["roles/monitoring.metricWriter"] : [],
  )
  app_accounts = {
    api        = { description = "Flightdeck API: reads the warehouse", project_roles = concat(local.telemetry_roles, ["roles/bigquery.jobUser"]) }
    subscriber = { description = "Flightdeck subscriber: writes the warehouse", project_roles = local.telemetry_roles }
    canary     = { description = "Flightdeck canary: publishes and looks", project_roles = local.telemetry_roles }
    scheduler  = { description = "Starts the canary, nothing else" }
    push       = { description = "Pub/Sub calls the push endpoint as this account" }
  }
  github_accounts = var.github == null ? {} : {
    deployer = { description = "GitHub Actions: deploys images, reads the SLO gate's metrics", project_roles = ["roles/run.developer", "roles/monitoring.viewer"] }
    planner  = { description = "GitHub Actions: plans and looks for drift, changes nothing", project_roles = local.planner_roles }
  }
  # What `terraform plan` has to read: configuration and bindings of everything here, and no row and no message.
  planner_roles = [
    "roles/artifactregistry.reader",
    "roles/bigquery.metadataViewer",
    "roles/browser",
    "roles/cloudscheduler.viewer",
    "roles/iam.securityReviewer",
    "roles/iam.workloadIdentityPoolViewer",
    "roles/monitoring.viewer",
    "roles/pubsub.viewer",
    "roles/run.viewer",
    "roles/serviceusage.serviceUsageViewer",
  ]

  emails  = var.identity == null ? module.identity[0].emails : { for name, email in var.identity : name => email }
  members = { for name, email in local.emails : name => "serviceAccount:${email}" }
}

module "identity" {
  source = "../identity"
  count  = var.identity == null ? 1 : 0

  project_id     = var.project_id
  project_number = var.project_number
  prefix         = var.system == null ? "flightdeck-" : local.prefix
  accounts       = merge(local.app_accounts, local.github_accounts)
  github = var.github == null ? null : {
    repository = var.github.repository
    accounts = {
      deploy = { account = "deployer", environment = var.github.deploy_environment, acts_as = ["api", "subscriber", "canary"] }
      plan   = { account = "planner", environment = var.github.plan_environment }
    }
    actor_of = ["api", "subscriber", "canary"]
  }

  depends_on = [module.services]
}
