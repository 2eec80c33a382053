output "notification_channels" {
  description = "Resource names of the notification channels, by name."
  value       = { for name, channel in google_monitoring_notification_channel.this : name => channel.name }
}

output "alert_policies" {
  description = "Resource names of the alert policies, by file name."
  value       = { for name, policy in google_monitoring_alert_policy.this : name => policy.name }
}

output "dashboards" {
  description = "Resource names of the dashboards, by file name."
  value       = { for name, dashboard in google_monitoring_dashboard.this : name => dashboard.id }
}

output "slos" {
  description = "Resource names of the native SLOs, by file name."
  value       = { for name, slo in google_monitoring_slo.this : name => slo.name }
}
