output "api_url" {
  description = "Address of the API."
  value       = module.api.url
}

output "topic" {
  description = "Topic that takes the events."
  value       = module.pubsub.topic
}

output "dead_letter_subscription" {
  description = "Subscription that holds what could not be stored."
  value       = module.pubsub.dead_letter_subscription
}

output "table" {
  description = "Table of the events, project.dataset.table."
  value       = module.bigquery.table
}

output "registry_url" {
  description = "What image names start with; null without a registry of its own."
  value       = one(module.registry[*].url)
}

output "service_accounts" {
  description = "E-mails of the accounts, by app."
  value       = local.emails
}

output "github_provider" {
  description = "workload_identity_provider of the workflows; null without github."
  value       = one(module.identity[*].github_provider)
}

output "alert_policies" {
  description = "Alert policies by file name; empty without monitoring."
  value       = var.monitoring == null ? {} : module.monitoring[0].alert_policies
}
