output "services" {
  description = "The enabled APIs; refer to it to wait until they are."
  value       = toset([for service in google_project_service.this : service.service])
}
