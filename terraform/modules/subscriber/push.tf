resource "google_cloud_run_v2_service" "push" {
  count = var.mode == "push" ? 1 : 0

  project  = var.project_id
  location = var.region
  name     = var.name

  # Pub/Sub's pushes count as internal; nobody else has business here.
  ingress             = "INGRESS_TRAFFIC_INTERNAL_ONLY"
  custom_audiences    = var.audience[*]
  deletion_protection = var.deletion_protection
  labels              = var.labels

  template {
    service_account = var.service_account_email

    scaling {
      min_instance_count = 1
      max_instance_count = var.instances
    }

    containers {
      image = var.image

      resources {
        limits = {
          cpu    = var.resources.cpu
          memory = var.resources.memory
        }

        # A batch is flushed by a timer, and metrics are exported by one: both need the processor between requests.
        cpu_idle = false
      }

      dynamic "env" {
        for_each = var.env

        content {
          name  = env.key
          value = env.value
        }
      }

      startup_probe {
        period_seconds    = 2
        timeout_seconds   = 2
        failure_threshold = 30

        http_get {
          path = "/readyz"
        }
      }

      liveness_probe {
        period_seconds    = 10
        timeout_seconds   = 5
        failure_threshold = 3

        http_get {
          path = "/healthz"
        }
      }
    }
  }

  lifecycle {
    # The release's: deploy.yml changes the image.
    ignore_changes = [client, client_version, template[0].containers[0].image]
  }
}

resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = var.mode == "push" ? var.invokers : {}

  project  = var.project_id
  location = var.region
  name     = google_cloud_run_v2_service.push[0].name
  role     = "roles/run.invoker"
  member   = each.value
}
