locals {
  # Cloud Run gives worker pools no PORT; the app's health server listens where the probes look.
  health_port     = 8081
  worker_pool_env = merge(var.env, { PORT = tostring(local.health_port) })
}

resource "google_cloud_run_v2_worker_pool" "this" {
  count = var.mode == "worker_pool" ? 1 : 0

  project             = var.project_id
  location            = var.region
  name                = var.name
  deletion_protection = var.deletion_protection
  labels              = var.labels

  scaling {
    scaling_mode          = "MANUAL"
    manual_instance_count = var.instances
  }

  template {
    service_account = var.service_account_email

    containers {
      image = var.image

      resources {
        limits = {
          cpu    = var.resources.cpu
          memory = var.resources.memory
        }
      }

      dynamic "env" {
        for_each = local.worker_pool_env

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
          port = local.health_port
        }
      }

      # Alive, not ready: in a warehouse outage it holds its messages, and a restart would only lose the leases.
      liveness_probe {
        period_seconds    = 10
        timeout_seconds   = 5
        failure_threshold = 3

        http_get {
          path = "/healthz"
          port = local.health_port
        }
      }
    }
  }

  lifecycle {
    # The release's: deploy.yml changes the image.
    ignore_changes = [client, client_version, template[0].containers[0].image]
  }
}
