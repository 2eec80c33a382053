mock_provider "google" {}

variables {
  project_id            = "flights-test"
  project_number        = "123456789012"
  region                = "europe-west1"
  image                 = "europe-west1-docker.pkg.dev/flights-test/flightdeck/api:1"
  service_account_email = "api@flights-test.iam.gserviceaccount.com"
  invokers              = { canary = "serviceAccount:canary@flights-test.iam.gserviceaccount.com" }
}

run "runs_within_the_limits" {
  command = plan

  assert {
    condition = (
      google_cloud_run_v2_service.this.name == "api" &&
      google_cloud_run_v2_service.this.location == "europe-west1" &&
      google_cloud_run_v2_service.this.ingress == "INGRESS_TRAFFIC_ALL" &&
      google_cloud_run_v2_service.this.deletion_protection == true &&
      google_cloud_run_v2_service.this.template[0].service_account == "api@flights-test.iam.gserviceaccount.com" &&
      google_cloud_run_v2_service.this.template[0].timeout == "30s" &&
      google_cloud_run_v2_service.this.template[0].max_instance_request_concurrency == 80 &&
      google_cloud_run_v2_service.this.template[0].scaling[0].min_instance_count == 1 &&
      google_cloud_run_v2_service.this.template[0].scaling[0].max_instance_count == 10 &&
      google_cloud_run_v2_service.this.template[0].containers[0].image == var.image &&
      google_cloud_run_v2_service.this.template[0].containers[0].resources[0].limits == tomap({ cpu = "1", memory = "2Gi" }) &&
      google_cloud_run_v2_service.this.template[0].containers[0].resources[0].cpu_idle == false &&
      google_cloud_run_v2_service.this.template[0].containers[0].resources[0].startup_cpu_boost == true
    )
    error_message = "1 CPU, 2 GiB, one instance kept warm, and the processor always on"
  }
}

run "asks_for_readiness_and_liveness_apart" {
  command = plan

  assert {
    condition = (
      google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].http_get[0].path == "/readyz" &&
      google_cloud_run_v2_service.this.template[0].containers[0].readiness_probe[0].http_get[0].path == "/readyz" &&
      google_cloud_run_v2_service.this.template[0].containers[0].liveness_probe[0].http_get[0].path == "/healthz" &&
      google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].failure_threshold * google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].period_seconds == 60 &&
      google_cloud_run_v2_service.this.template[0].containers[0].liveness_probe[0].failure_threshold * google_cloud_run_v2_service.this.template[0].containers[0].liveness_probe[0].period_seconds == 30 &&
      google_cloud_run_v2_service.this.template[0].containers[0].readiness_probe[0].success_threshold == 1
    )
    error_message = "an outage of the warehouse must not restart the API"
  }
}

run "passes_the_environment" {
  command = plan

  variables {
    env = { BIGQUERY_DATASET = "flightdeck" }
  }

  assert {
    condition     = [for env in google_cloud_run_v2_service.this.template[0].containers[0].env : "${env.name}=${env.value}"] == ["BIGQUERY_DATASET=flightdeck", "TRUSTED_PROXIES=1"]
    error_message = "the environment is the given one, and Cloud Run's front end is believed"
  }
}

run "binds_exactly_these" {
  command = plan

  assert {
    condition     = [for binding in google_cloud_run_v2_service_iam_member.invoker : "${binding.name} ${binding.location} ${binding.role} ${binding.member}"] == ["api europe-west1 roles/run.invoker serviceAccount:canary@flights-test.iam.gserviceaccount.com"]
    error_message = "only the named invokers"
  }

  assert {
    condition     = length(google_iap_web_cloud_run_service_iam_member.accessor) == 0 && google_cloud_run_v2_service.this.iap_enabled == false
    error_message = "no proxy unless asked for"
  }
}

run "opens_to_the_public_only_when_asked" {
  command = plan

  variables {
    public = true
  }

  assert {
    condition     = contains([for binding in google_cloud_run_v2_service_iam_member.invoker : binding.member], "allUsers")
    error_message = "public = true lets anyone in"
  }
}

run "puts_the_proxy_in_front" {
  command = plan

  variables {
    iap = { accessors = { team = "group:team@example.com" } }
  }

  assert {
    condition     = google_cloud_run_v2_service.this.iap_enabled == true && contains([for binding in google_cloud_run_v2_service_iam_member.invoker : binding.member], "serviceAccount:service-123456789012@gcp-sa-iap.iam.gserviceaccount.com")
    error_message = "the proxy's agent must be allowed to call the service"
  }

  assert {
    condition     = { for env in google_cloud_run_v2_service.this.template[0].containers[0].env : env.name => env.value }["IAP_AUDIENCE"] == "/projects/123456789012/locations/europe-west1/services/api"
    error_message = "the app verifies the proxy's assertion for this very service"
  }

  assert {
    condition     = [for binding in google_iap_web_cloud_run_service_iam_member.accessor : "${binding.cloud_run_service_name} ${binding.location} ${binding.role} ${binding.member}"] == ["api europe-west1 roles/iap.httpsResourceAccessor group:team@example.com"]
    error_message = "people get through the proxy, not to the service"
  }
}

run "sends_everything_to_the_latest_at_first" {
  command = plan

  assert {
    condition     = google_cloud_run_v2_service.this.traffic[0].type == "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST" && google_cloud_run_v2_service.this.traffic[0].percent == 100 && google_cloud_run_v2_service.this.traffic[0].revision == null
    error_message = "100 % to the latest revision"
  }
}

run "splits_for_a_canary" {
  command = plan

  variables {
    traffic = { "api-00007" = { percent = 95 }, "" = { percent = 5, tag = "candidate" } }
  }

  assert {
    condition = toset([for split in google_cloud_run_v2_service.this.traffic : "${split.type} ${coalesce(split.revision, "-")} ${split.percent} ${coalesce(split.tag, "-")}"]) == toset([
      "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST - 5 candidate",
      "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION api-00007 95 -",
    ])
    error_message = "5 % to the candidate, reachable by its tag"
  }
}

run "refuses_a_split_that_is_not_whole" {
  command = plan

  variables {
    traffic = { "" = { percent = 5 } }
  }

  expect_failures = [var.traffic]
}

run "refuses_an_image_without_tag" {
  command = plan

  variables {
    image = "europe-west1-docker.pkg.dev/flights-test/flightdeck/api"
  }

  expect_failures = [var.image]
}

run "refuses_the_default_account" {
  command = plan

  variables {
    service_account_email = "123456789012-compute@developer.gserviceaccount.com"
  }

  expect_failures = [var.service_account_email]
}

run "refuses_a_port" {
  command = plan

  variables {
    env = { PORT = "8080" }
  }

  expect_failures = [var.env]
}

run "refuses_to_scale_to_zero" {
  command = plan

  variables {
    scaling = { min = 0 }
  }

  expect_failures = [var.scaling]
}

run "refuses_anybody_as_invoker" {
  command = plan

  variables {
    invokers = { world = "allUsers" }
  }

  expect_failures = [var.invokers]
}

run "refuses_a_zone" {
  command = plan

  variables {
    region = "europe-west1-b"
  }

  expect_failures = [var.region]
}

run "refuses_an_unknown_ingress" {
  command = plan

  variables {
    ingress = "INGRESS_TRAFFIC_ALL"
  }

  expect_failures = [var.ingress]
}
