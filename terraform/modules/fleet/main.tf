locals {
  systems = {
    for name, system in var.systems : name => merge(system, {
      project_id = coalesce(system.project_id, var.project_id)
      region     = coalesce(system.region, var.region)
    })
  }
  telemetry_roles = concat(
    ["roles/telemetry.writer", "roles/serviceusage.serviceUsageConsumer"],
    var.metrics_exporter == "cloud-monitoring" ? ["roles/monitoring.metricWriter"] : [],
  )
}

module "services" {
  source   = "../project-services"
  for_each = var.projects

  project_id = each.key
}

module "registry" {
  source = "../artifact-registry"

  project_id = var.project_id
  region     = var.region
  labels     = var.labels
  iam = {
    # Cloud Run of the registry's own project reads anyway; the other projects' agents have to be let in.
    readers = {
      for id, number in var.projects : id => "serviceAccount:service-${number}@serverless-robot-prod.iam.gserviceaccount.com" if id != var.project_id
    }
  }

  depends_on = [module.services]
}

# Once per project, not per system: 50 systems with five accounts each would pass a project's limit of 100.
# A system that must be walled off from the others gets a project of its own.
module "identity" {
  source   = "../identity"
  for_each = var.projects

  project_id     = each.key
  project_number = each.value
  accounts = {
    api        = { description = "Flightdeck APIs: read the warehouse", project_roles = concat(local.telemetry_roles, ["roles/bigquery.jobUser"]) }
    subscriber = { description = "Flightdeck subscribers: write the warehouse", project_roles = local.telemetry_roles }
    canary     = { description = "Flightdeck canaries: publish and look", project_roles = local.telemetry_roles }
    scheduler  = { description = "Starts the canaries, nothing else" }
    push       = { description = "Pub/Sub calls push endpoints as this account" }
  }

  depends_on = [module.services]
}

module "system" {
  source   = "../pipeline"
  for_each = local.systems

  project_id           = each.value.project_id
  project_number       = var.projects[each.value.project_id]
  region               = each.value.region
  system               = each.key
  ingest               = each.value.ingest
  retention_days       = var.retention_days
  images               = var.images
  metrics_exporter     = var.metrics_exporter
  subscriber_instances = each.value.subscriber_instances
  api                  = { min = each.value.api_min, max = each.value.api_max }
  canary_schedule      = each.value.canary_schedule
  publishers           = each.value.publishers
  identity             = module.identity[each.value.project_id].emails
  deletion_protection  = var.deletion_protection
  labels               = var.labels

  # Once for the fleet, not per system: see module services, registry and monitoring here.
  services   = false
  registry   = false
  monitoring = null
}

# One set of policies for all systems: their queries group by the label `system`, so 50 systems need no more
# of them than one does, and an incident names the system it is about.
module "monitoring" {
  source = "../monitoring"

  project_id            = var.project_id
  directory             = var.monitoring.directory
  runbooks_url          = var.monitoring.runbooks_url
  metrics_exporter      = var.metrics_exporter
  notification_channels = var.monitoring.notification_channels
  dashboards            = var.monitoring.dashboards
  labels                = var.labels

  depends_on = [module.services]
}
