mock_provider "google" {}

variables {
  project_id            = "flights-test"
  region                = "europe-west1"
  image                 = "europe-west1-docker.pkg.dev/flights-test/flightdeck/subscriber:1"
  service_account_email = "subscriber@flights-test.iam.gserviceaccount.com"
  invokers              = { push = "serviceAccount:push@flights-test.iam.gserviceaccount.com" }
  env                   = { PUBSUB_TOPIC = "flights" }
}

run "pulls_from_a_worker_pool" {
  command = plan

  assert {
    condition     = length(google_cloud_run_v2_worker_pool.this) == 1 && length(google_cloud_run_v2_service.push) == 0 && length(google_cloud_run_v2_service_iam_member.invoker) == 0
    error_message = "a worker pool has no address and no invokers"
  }

  assert {
    condition = (
      google_cloud_run_v2_worker_pool.this[0].name == "subscriber" &&
      google_cloud_run_v2_worker_pool.this[0].scaling[0].scaling_mode == "MANUAL" &&
      google_cloud_run_v2_worker_pool.this[0].scaling[0].manual_instance_count == 2 &&
      google_cloud_run_v2_worker_pool.this[0].template[0].service_account == "subscriber@flights-test.iam.gserviceaccount.com" &&
      google_cloud_run_v2_worker_pool.this[0].template[0].containers[0].image == var.image &&
      google_cloud_run_v2_worker_pool.this[0].template[0].containers[0].resources[0].limits == tomap({ cpu = "1", memory = "1Gi" }) &&
      google_cloud_run_v2_worker_pool.this[0].deletion_protection == true
    )
    error_message = "two instances, always on, as their own account"
  }

  assert {
    condition     = toset([for env in google_cloud_run_v2_worker_pool.this[0].template[0].containers[0].env : "${env.name}=${env.value}"]) == toset(["PORT=8081", "PUBSUB_TOPIC=flights"])
    error_message = "Cloud Run sets no PORT for worker pools; the probes need one"
  }

  assert {
    condition = (
      google_cloud_run_v2_worker_pool.this[0].template[0].containers[0].startup_probe[0].http_get[0].path == "/readyz" &&
      google_cloud_run_v2_worker_pool.this[0].template[0].containers[0].startup_probe[0].http_get[0].port == 8081 &&
      google_cloud_run_v2_worker_pool.this[0].template[0].containers[0].liveness_probe[0].http_get[0].path == "/healthz" &&
      google_cloud_run_v2_worker_pool.this[0].template[0].containers[0].liveness_probe[0].http_get[0].port == 8081
    )
    error_message = "probes ask the health server"
  }

  assert {
    condition     = output.name == "subscriber" && output.url == null
    error_message = "nothing to call"
  }
}

run "takes_pushes_as_a_service" {
  command = plan

  variables {
    mode      = "push"
    instances = 5
    audience  = "flightdeck-subscriber"
  }

  assert {
    condition     = length(google_cloud_run_v2_worker_pool.this) == 0 && length(google_cloud_run_v2_service.push) == 1
    error_message = "one service"
  }

  assert {
    condition = (
      google_cloud_run_v2_service.push[0].ingress == "INGRESS_TRAFFIC_INTERNAL_ONLY" &&
      google_cloud_run_v2_service.push[0].custom_audiences == tolist(["flightdeck-subscriber"]) &&
      google_cloud_run_v2_service.push[0].template[0].service_account == "subscriber@flights-test.iam.gserviceaccount.com" &&
      google_cloud_run_v2_service.push[0].template[0].scaling[0].min_instance_count == 1 &&
      google_cloud_run_v2_service.push[0].template[0].scaling[0].max_instance_count == 5 &&
      google_cloud_run_v2_service.push[0].template[0].containers[0].image == var.image &&
      google_cloud_run_v2_service.push[0].template[0].containers[0].resources[0].limits == tomap({ cpu = "1", memory = "1Gi" }) &&
      google_cloud_run_v2_service.push[0].template[0].containers[0].resources[0].cpu_idle == false &&
      google_cloud_run_v2_service.push[0].template[0].containers[0].startup_probe[0].http_get[0].path == "/readyz" &&
      google_cloud_run_v2_service.push[0].template[0].containers[0].liveness_probe[0].http_get[0].path == "/healthz"
    )
    error_message = "reachable from within only, its processor always on"
  }

  assert {
    condition     = [for env in google_cloud_run_v2_service.push[0].template[0].containers[0].env : "${env.name}=${env.value}"] == ["PUBSUB_TOPIC=flights"]
    error_message = "Cloud Run sets PORT for services and refuses one of ours"
  }

  assert {
    condition     = [for binding in google_cloud_run_v2_service_iam_member.invoker : "${binding.name} ${binding.role} ${binding.member}"] == ["subscriber roles/run.invoker serviceAccount:push@flights-test.iam.gserviceaccount.com"]
    error_message = "only the push account may call it"
  }
}

run "refuses_an_unknown_mode" {
  command = plan

  variables {
    mode = "bigquery_subscription"
  }

  expect_failures = [var.mode]
}

run "refuses_no_instance" {
  command = plan

  variables {
    instances = 0
  }

  expect_failures = [var.instances]
}

run "refuses_people_as_invokers" {
  command = plan

  variables {
    invokers = { me = "user:me@example.com" }
  }

  expect_failures = [var.invokers]
}

run "refuses_an_image_without_tag" {
  command = plan

  variables {
    image = "europe-west1-docker.pkg.dev/flights-test/flightdeck/subscriber"
  }

  expect_failures = [var.image]
}
