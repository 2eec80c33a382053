mock_provider "google" {}

variables {
  project_id = "flights-test"
  region     = "europe-west1"
  iam = {
    writers = { deployer = "serviceAccount:deployer@flights-test.iam.gserviceaccount.com" }
    readers = { other = "serviceAccount:service-2@serverless-robot-prod.iam.gserviceaccount.com" }
  }
}

run "keeps_what_a_roll_back_needs" {
  command = plan

  assert {
    condition = (
      google_artifact_registry_repository.this.format == "DOCKER" &&
      google_artifact_registry_repository.this.location == "europe-west1" &&
      google_artifact_registry_repository.this.docker_config[0].immutable_tags == true &&
      google_artifact_registry_repository.this.cleanup_policy_dry_run == false
    )
    error_message = "tags stay what they were"
  }

  assert {
    condition = (
      [for policy in google_artifact_registry_repository.this.cleanup_policies : "${policy.action} ${policy.condition[0].tag_state} ${policy.condition[0].older_than}" if policy.id == "delete-old"] == ["DELETE ANY 2592000s"] &&
      [for policy in google_artifact_registry_repository.this.cleanup_policies : "${policy.action} ${policy.most_recent_versions[0].keep_count}" if policy.id == "keep-recent"] == ["KEEP 20"]
    )
    error_message = "old versions go, the newest 20 stay"
  }

  assert {
    condition     = output.url == "europe-west1-docker.pkg.dev/flights-test/flightdeck"
    error_message = "image names start with this"
  }
}

run "binds_exactly_these" {
  command = plan

  assert {
    condition = toset([for binding in google_artifact_registry_repository_iam_member.this : "${binding.repository} ${binding.location} ${binding.role} ${binding.member}"]) == toset([
      "flightdeck europe-west1 roles/artifactregistry.writer serviceAccount:deployer@flights-test.iam.gserviceaccount.com",
      "flightdeck europe-west1 roles/artifactregistry.reader serviceAccount:service-2@serverless-robot-prod.iam.gserviceaccount.com",
    ])
    error_message = "on this repository only"
  }
}

run "refuses_to_keep_one" {
  command = plan

  variables {
    keep = { most_recent = 1 }
  }

  expect_failures = [var.keep]
}

run "refuses_capitals" {
  command = plan

  variables {
    repository_id = "Flightdeck"
  }

  expect_failures = [var.repository_id]
}
