resource "google_bigquery_dataset" "share" {
  count = var.share == null ? 0 : 1

  project    = var.project_id
  dataset_id = coalesce(var.share.dataset_id, "${var.dataset_id}_shared")
  location   = var.location
  labels     = var.labels
}

resource "google_bigquery_table" "share" {
  count = var.share == null ? 0 : 1

  project             = var.project_id
  dataset_id          = google_bigquery_dataset.share[0].dataset_id
  table_id            = var.share.view
  deletion_protection = false
  labels              = var.labels

  view {
    query          = "SELECT * FROM `${var.project_id}.${google_bigquery_dataset.this.dataset_id}.${google_bigquery_table.view[var.share.view].table_id}`"
    use_legacy_sql = false
  }
}

# The shared view may read this dataset; its readers may not.
resource "google_bigquery_dataset_access" "share" {
  count = var.share == null ? 0 : 1

  project    = var.project_id
  dataset_id = google_bigquery_dataset.this.dataset_id

  view {
    project_id = var.project_id
    dataset_id = google_bigquery_dataset.share[0].dataset_id
    table_id   = google_bigquery_table.share[0].table_id
  }
}

resource "google_bigquery_table_iam_member" "share" {
  for_each = var.share == null ? {} : var.share.readers

  project    = var.project_id
  dataset_id = google_bigquery_dataset.share[0].dataset_id
  table_id   = google_bigquery_table.share[0].table_id
  role       = "roles/bigquery.dataViewer"
  member     = each.value
}
