output "topic" {
  description = "Name of the topic."
  value       = google_pubsub_topic.this.name
}

output "subscription" {
  description = "Name of the subscription."
  value       = google_pubsub_subscription.this.name
}

output "dead_letter_topic" {
  description = "Name of the dead-letter topic."
  value       = google_pubsub_topic.dead_letter.name
}

output "dead_letter_subscription" {
  description = "Name of the subscription that holds dead letters."
  value       = google_pubsub_subscription.dead_letter.name
}

output "pubsub_agent" {
  description = "Member name of Pub/Sub's own service agent in this project."
  value       = local.pubsub_agent
}
