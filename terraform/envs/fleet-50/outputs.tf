output "systems" {
  description = "Topic and API address of each system."
  value       = module.fleet.systems
}
