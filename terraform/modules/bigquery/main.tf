locals {
  # Table-level members, not dataset-level ones: Terraform's dataset IAM resources remove authorised views.
  readable = merge(
    { (google_bigquery_table.this.table_id) = google_bigquery_table.this.table_id },
    { for name, view in google_bigquery_table.view : name => view.table_id },
    { for name, view in google_bigquery_table.materialized_view : name => view.table_id },
  )
  table_iam = merge(
    { for name, member in var.iam.writers : "writer/${name}" => { table = google_bigquery_table.this.table_id, role = "roles/bigquery.dataEditor", member = member } },
    merge([
      for name, member in var.iam.readers : {
        for key, table in local.readable : "reader/${name}/${key}" => { table = table, role = "roles/bigquery.dataViewer", member = member }
      }
    ]...),
  )
}

resource "google_bigquery_dataset" "this" {
  project    = var.project_id
  dataset_id = var.dataset_id
  location   = var.location
  labels     = var.labels
}

resource "google_bigquery_table" "this" {
  project             = var.project_id
  dataset_id          = google_bigquery_dataset.this.dataset_id
  table_id            = var.table.table_id
  schema              = var.table.schema
  clustering          = var.table.clustering
  deletion_protection = var.deletion_protection
  labels              = var.labels

  time_partitioning {
    type          = "DAY"
    field         = var.table.partition_field
    expiration_ms = var.table.partition_expiration_ms
  }
}

resource "google_bigquery_table" "view" {
  for_each = var.views

  project             = var.project_id
  dataset_id          = google_bigquery_dataset.this.dataset_id
  table_id            = each.key
  deletion_protection = false
  labels              = var.labels

  view {
    query          = each.value
    use_legacy_sql = false
  }

  # BigQuery checks the text when the view is made, so what it reads must be there.
  depends_on = [google_bigquery_table.this]
}

resource "google_bigquery_table" "materialized_view" {
  for_each = var.materialized_views

  project             = var.project_id
  dataset_id          = google_bigquery_dataset.this.dataset_id
  table_id            = each.key
  deletion_protection = false
  labels              = var.labels

  materialized_view {
    query               = each.value.query
    enable_refresh      = true
    refresh_interval_ms = each.value.refresh_interval_ms
  }

  depends_on = [google_bigquery_table.this]
}

resource "google_bigquery_table_iam_member" "this" {
  for_each = local.table_iam

  project    = var.project_id
  dataset_id = google_bigquery_dataset.this.dataset_id
  table_id   = each.value.table
  role       = each.value.role
  member     = each.value.member
}
