output "dataset_id" {
  description = "The dataset."
  value       = google_bigquery_dataset.this.dataset_id
}

output "table_id" {
  description = "The events' table, within the dataset."
  value       = google_bigquery_table.this.table_id
}

output "table" {
  description = "The events' table as project.dataset.table, the form a BigQuery subscription takes."
  value       = "${var.project_id}.${google_bigquery_dataset.this.dataset_id}.${google_bigquery_table.this.table_id}"
}
