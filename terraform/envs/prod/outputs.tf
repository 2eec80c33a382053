output "api_url" {
  description = "Address of the API."
  value       = module.pipeline.api_url
}

output "topic" {
  description = "Topic that takes the events."
  value       = module.pipeline.topic
}

output "github_provider" {
  description = "Goes into the repository's variable WORKLOAD_IDENTITY_PROVIDER of this environment."
  value       = module.pipeline.github_provider
}

output "service_accounts" {
  description = "E-mails of the accounts, by app."
  value       = module.pipeline.service_accounts
}
