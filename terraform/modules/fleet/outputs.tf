output "systems" {
  description = "What each system is reached by: topic and address of its API."
  value       = { for name, system in module.system : name => { topic = system.topic, api_url = system.api_url } }
}

output "registry_url" {
  description = "What image names start with."
  value       = module.registry.url
}

output "dashboards" {
  description = "Resource names of the fleet's dashboards."
  value       = module.monitoring.dashboards
}
