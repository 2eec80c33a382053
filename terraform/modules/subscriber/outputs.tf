output "name" {
  description = "Name of the worker pool or service."
  value       = one(concat(google_cloud_run_v2_worker_pool.this[*].name, google_cloud_run_v2_service.push[*].name))
}

output "url" {
  description = "Address of the push service; null for a worker pool, which has none."
  value       = one(google_cloud_run_v2_service.push[*].uri)
}
