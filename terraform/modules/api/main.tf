locals {
  ingress = {
    "all"                        = "INGRESS_TRAFFIC_ALL"
    "internal"                   = "INGRESS_TRAFFIC_INTERNAL_ONLY"
    "internal-and-load-balancer" = "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER"
  }
  # Only the console grants this by itself: without it everyone who passed the proxy gets a 403.
  iap_agent = var.iap == null ? {} : { "iap-agent" = "serviceAccount:service-${var.project_number}@gcp-sa-iap.iam.gserviceaccount.com" }
  anyone    = var.public ? { "public" = "allUsers" } : {}

  # Cloud Run's front end is the one proxy whose X-Forwarded-For is true: without it all callers share one rate limit.
  # Behind Identity-Aware Proxy the app checks the proxy's signature too, so that nothing reaches it around the proxy.
  env = merge(
    { TRUSTED_PROXIES = "1" },
    var.iap == null ? {} : { IAP_AUDIENCE = "/projects/${var.project_number}/locations/${var.region}/services/${var.name}" },
    var.env,
  )
}

resource "google_cloud_run_v2_service" "this" {
  project             = var.project_id
  location            = var.region
  name                = var.name
  ingress             = local.ingress[var.ingress]
  iap_enabled         = var.iap != null
  deletion_protection = var.deletion_protection
  labels              = var.labels

  template {
    service_account                  = var.service_account_email
    timeout                          = "${var.timeout_seconds}s"
    max_instance_request_concurrency = var.scaling.concurrency

    scaling {
      min_instance_count = var.scaling.min
      max_instance_count = var.scaling.max
    }

    containers {
      image = var.image

      resources {
        limits = {
          cpu    = var.resources.cpu
          memory = var.resources.memory
        }

        # Throttled between requests, the periodic export of metrics would stall and an idle API look dead.
        cpu_idle          = false
        startup_cpu_boost = true
      }

      dynamic "env" {
        for_each = local.env

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

      # Alive, not ready: a warehouse outage must not restart the API, which then still serves its cache.
      liveness_probe {
        period_seconds    = 10
        timeout_seconds   = 5
        failure_threshold = 3

        http_get {
          path = "/healthz"
        }
      }

      readiness_probe {
        period_seconds    = 5
        timeout_seconds   = 2
        failure_threshold = 3
        success_threshold = 1

        http_get {
          path = "/readyz"
        }
      }
    }
  }

  dynamic "traffic" {
    for_each = var.traffic

    content {
      type     = traffic.key == "" ? "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST" : "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION"
      revision = traffic.key == "" ? null : traffic.key
      percent  = traffic.value.percent
      tag      = traffic.value.tag
    }
  }

  lifecycle {
    # The release's: image and split are changed by deploy.yml, step by step, behind the SLO gate.
    ignore_changes = [client, client_version, template[0].containers[0].image, traffic]
  }
}

resource "google_cloud_run_v2_service_iam_member" "invoker" {
  for_each = merge(var.invokers, local.iap_agent, local.anyone)

  project  = var.project_id
  location = var.region
  name     = google_cloud_run_v2_service.this.name
  role     = "roles/run.invoker"
  member   = each.value
}

resource "google_iap_web_cloud_run_service_iam_member" "accessor" {
  for_each = try(var.iap.accessors, {})

  project                = var.project_id
  location               = var.region
  cloud_run_service_name = google_cloud_run_v2_service.this.name
  role                   = "roles/iap.httpsResourceAccessor"
  member                 = each.value
}
