resource "google_project_service" "this" {
  for_each = var.services

  project = var.project_id
  service = each.value

  # Other software of the project may use the same API: destroying this system must not take it away.
  disable_on_destroy         = false
  disable_dependent_services = false
}
