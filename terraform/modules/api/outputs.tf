output "name" {
  description = "Name of the service."
  value       = google_cloud_run_v2_service.this.name
}

output "url" {
  description = "Its address."
  value       = google_cloud_run_v2_service.this.uri
}

output "resource_name" {
  description = "Full resource name, which native SLOs and telemetry scopes refer to."
  value       = "//run.googleapis.com/projects/${var.project_id}/locations/${var.region}/services/${google_cloud_run_v2_service.this.name}"
}
