mock_provider "google" {}

variables {
  project_id                      = "flights-test"
  region                          = "europe-west1"
  image                           = "europe-west1-docker.pkg.dev/flights-test/flightdeck/canary:1"
  service_account_email           = "canary@flights-test.iam.gserviceaccount.com"
  scheduler_service_account_email = "scheduler@flights-test.iam.gserviceaccount.com"
  env                             = { PUBSUB_TOPIC = "flights" }
}

run "probes_once_a_minute_without_retries" {
  command = plan

  assert {
    condition = (
      google_cloud_run_v2_job.this.name == "canary" &&
      google_cloud_run_v2_job.this.template[0].task_count == 1 &&
      google_cloud_run_v2_job.this.template[0].template[0].max_retries == 0 &&
      google_cloud_run_v2_job.this.template[0].template[0].timeout == "120s" &&
      google_cloud_run_v2_job.this.template[0].template[0].service_account == "canary@flights-test.iam.gserviceaccount.com" &&
      google_cloud_run_v2_job.this.template[0].template[0].containers[0].image == var.image &&
      google_cloud_run_v2_job.this.template[0].template[0].containers[0].resources[0].limits == tomap({ cpu = "1", memory = "512Mi" }) &&
      google_cloud_run_v2_job.this.deletion_protection == true
    )
    error_message = "a retry would hide a failed probe"
  }

  assert {
    condition     = [for env in google_cloud_run_v2_job.this.template[0].template[0].containers[0].env : "${env.name}=${env.value}"] == ["PUBSUB_TOPIC=flights"]
    error_message = "the environment is the given one"
  }
}

run "is_started_by_an_account_that_can_do_nothing_else" {
  command = plan

  assert {
    condition = (
      google_cloud_scheduler_job.this.schedule == "* * * * *" &&
      google_cloud_scheduler_job.this.time_zone == "Etc/UTC" &&
      google_cloud_scheduler_job.this.region == "europe-west1" &&
      google_cloud_scheduler_job.this.http_target[0].http_method == "POST" &&
      google_cloud_scheduler_job.this.http_target[0].uri == "https://run.googleapis.com/v2/projects/flights-test/locations/europe-west1/jobs/canary:run" &&
      google_cloud_scheduler_job.this.http_target[0].oauth_token[0].service_account_email == "scheduler@flights-test.iam.gserviceaccount.com"
    )
    error_message = "Cloud Scheduler starts the job through Cloud Run's API"
  }

  assert {
    condition     = "${google_cloud_run_v2_job_iam_member.scheduler.name} ${google_cloud_run_v2_job_iam_member.scheduler.location} ${google_cloud_run_v2_job_iam_member.scheduler.role} ${google_cloud_run_v2_job_iam_member.scheduler.member}" == "canary europe-west1 roles/run.invoker serviceAccount:scheduler@flights-test.iam.gserviceaccount.com"
    error_message = "on this job only"
  }
}

run "refuses_one_account_for_both" {
  command = plan

  variables {
    scheduler_service_account_email = "canary@flights-test.iam.gserviceaccount.com"
  }

  expect_failures = [var.scheduler_service_account_email]
}

run "refuses_seconds_in_the_schedule" {
  command = plan

  variables {
    schedule = "*/30 * * * * *"
  }

  expect_failures = [var.schedule]
}
