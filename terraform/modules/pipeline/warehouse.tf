locals {
  columns = jsondecode(file("${local.contract}/flight_events.table.json"))

  # Pub/Sub's own delivery writes the event's fields and nothing about its journey: these stay empty then.
  journey = ["published_at", "ingested_at", "message_id"]
  schema = jsonencode([
    for column in local.columns :
    merge(column, var.ingest == "bigquery_subscription" && contains(local.journey, column.name) ? { mode = "NULLABLE" } : {})
  ])
  ms_per_day = 24 * 60 * 60 * 1000

  sql = { project = var.project_id, dataset = local.dataset }
}

module "bigquery" {
  source = "../bigquery"

  project_id          = var.project_id
  location            = local.location
  dataset_id          = local.dataset
  deletion_protection = var.deletion_protection
  labels              = local.labels
  table = {
    table_id                = local.table
    schema                  = local.schema
    clustering              = ["system", "origin", "destination"]
    partition_expiration_ms = var.retention_days == null ? null : var.retention_days * local.ms_per_day
  }
  views = { flights = templatefile("${local.contract}/flights.view.sql", local.sql) }
  materialized_views = {
    system_freshness = { query = templatefile("${path.module}/system_freshness.sql", local.sql) }
  }
  share = var.share == null ? null : { view = "flights", readers = var.share.readers }
  iam = {
    writers = var.ingest == "bigquery_subscription" ? { pubsub-agent = module.pubsub.pubsub_agent } : { subscriber = local.members.subscriber }
    readers = { api = local.members.api }
  }

  depends_on = [module.services]
}
