output "emails" {
  description = "E-mail of every account, by name."
  value       = local.emails
}

output "members" {
  description = "IAM member of every account, by name."
  value       = { for name, email in local.emails : name => "serviceAccount:${email}" }
}

output "github_provider" {
  description = "What the workflows pass to google-github-actions/auth as workload_identity_provider; null without github."
  value       = try("${local.github_pool}/providers/${google_iam_workload_identity_pool_provider.github[0].workload_identity_pool_provider_id}", null)
}
