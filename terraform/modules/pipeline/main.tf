locals {
  contract = coalesce(var.contract, "${path.module}/../../../packages/flight-event/schema")
  labels   = merge(var.labels, { app = "flightdeck" }, var.system == null ? {} : { system = var.system })
  prefix   = var.system == null ? "" : "${var.system}-"

  # Names, not other modules' outputs: a push service would else need its subscription and the other way round.
  topic        = var.system == null ? "flights" : "flights-${var.system}"
  subscription = "${local.topic}-subscriber"
  dead_letter  = "${local.topic}-dead-letter"
  location     = coalesce(var.location, var.region)
  dataset      = var.system == null ? "flightdeck" : "flightdeck_${replace(var.system, "-", "_")}"
  table        = "flight_events"
  audience     = "flightdeck-${local.subscription}"

  # Cloud Billing tells five channels at most.
  channels        = var.monitoring == null ? [] : values(module.monitoring[0].notification_channels)
  budget_channels = slice(local.channels, 0, min(5, length(local.channels)))

  env = {
    GOOGLE_CLOUD_PROJECT = var.project_id
    GOOGLE_CLOUD_REGION  = var.region
    METRICS_EXPORTER     = var.metrics_exporter
    BIGQUERY_DATASET     = local.dataset
    BIGQUERY_TABLE       = local.table
  }
}

module "services" {
  source = "../project-services"
  count  = var.services ? 1 : 0

  project_id = var.project_id
}

module "registry" {
  source = "../artifact-registry"
  count  = var.registry ? 1 : 0

  project_id = var.project_id
  region     = var.region
  labels     = local.labels
  iam = {
    writers = { for name in setintersection(keys(local.members), ["deployer"]) : name => local.members[name] }
    readers = var.image_readers
  }

  depends_on = [module.services]
}

module "pubsub" {
  source = "../pubsub"

  project_id     = var.project_id
  project_number = var.project_number
  topic          = local.topic
  labels         = local.labels
  schema = {
    definition = file("${local.contract}/flight_event.avsc.json")
    enforce    = var.enforce_schema
  }
  subscription = { name = local.subscription }
  dead_letter  = { topic = local.dead_letter, subscription = local.dead_letter }
  delivery = {
    push = var.ingest == "push" ? {
      endpoint              = "${module.subscriber[0].url}/push"
      service_account_email = local.emails.push
      audience              = local.audience
    } : null
    bigquery = var.ingest == "bigquery_subscription" ? { table = module.bigquery.table } : null
  }
  iam = {
    publishers             = merge(var.publishers, { canary = local.members.canary })
    subscribers            = var.ingest == "worker_pool" ? { subscriber = local.members.subscriber } : {}
    dead_letter_publishers = var.ingest == "bigquery_subscription" ? {} : { subscriber = local.members.subscriber }
  }

  depends_on = [module.services]
}

module "subscriber" {
  source = "../subscriber"
  count  = var.ingest == "bigquery_subscription" ? 0 : 1

  project_id            = var.project_id
  region                = var.region
  name                  = "${local.prefix}subscriber"
  mode                  = var.ingest
  image                 = var.images.subscriber
  service_account_email = local.emails.subscriber
  instances             = var.subscriber_instances
  audience              = var.ingest == "push" ? local.audience : null
  invokers              = { push = local.members.push }
  deletion_protection   = var.deletion_protection
  labels                = local.labels
  env = merge(local.env, {
    PUBSUB_SUBSCRIPTION      = local.subscription
    PUBSUB_DEAD_LETTER_TOPIC = local.dead_letter
    INGEST_MODE              = var.ingest == "push" ? "push" : "pull"
    }, var.ingest == "push" ? {
    PUSH_AUDIENCE        = local.audience
    PUSH_SERVICE_ACCOUNT = local.emails.push
  } : {})

  depends_on = [module.services]
}

module "api" {
  source = "../api"

  project_id            = var.project_id
  project_number        = var.project_number
  region                = var.region
  name                  = "${local.prefix}api"
  image                 = var.images.api
  service_account_email = local.emails.api
  scaling               = { min = var.api.min, max = var.api.max }
  ingress               = var.api.ingress
  public                = var.api.public
  # The deployer asks a candidate whether it works before anybody else does.
  invokers            = merge(var.api.invokers, { for app in ["canary", "deployer"] : app => local.members[app] if contains(keys(local.members), app) })
  iap                 = var.api.iap
  deletion_protection = var.deletion_protection
  labels              = local.labels
  env                 = merge(local.env, { BIGQUERY_LOCATION = local.location })

  depends_on = [module.services]
}

module "canary" {
  source = "../canary"

  project_id                      = var.project_id
  region                          = var.region
  name                            = "${local.prefix}canary"
  image                           = var.images.canary
  service_account_email           = local.emails.canary
  scheduler_service_account_email = local.emails.scheduler
  schedule                        = var.canary_schedule
  deletion_protection             = var.deletion_protection
  labels                          = local.labels
  env = merge(local.env, {
    PUBSUB_TOPIC = local.topic
    API_URL      = module.api.url
    API_AUDIENCE = module.api.url
  })

  depends_on = [module.services]
}

module "monitoring" {
  source = "../monitoring"
  count  = var.monitoring == null ? 0 : 1

  project_id            = var.project_id
  directory             = var.monitoring.directory
  runbooks_url          = var.monitoring.runbooks_url
  metrics_exporter      = var.metrics_exporter
  notification_channels = var.monitoring.notification_channels
  secrets               = var.channel_secrets
  labels                = local.labels

  depends_on = [module.services]
}

module "budget" {
  source = "../budget"
  count  = var.budget == null ? 0 : 1

  billing_account       = var.budget.billing_account
  project_number        = var.project_number
  name                  = "flightdeck ${var.project_id}"
  monthly               = { amount = var.budget.amount, currency = var.budget.currency }
  notification_channels = local.budget_channels

  depends_on = [module.services]
}
