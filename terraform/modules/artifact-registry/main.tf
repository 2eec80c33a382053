locals {
  iam = merge(
    { for name, member in var.iam.writers : "writer/${name}" => { role = "roles/artifactregistry.writer", member = member } },
    { for name, member in var.iam.readers : "reader/${name}" => { role = "roles/artifactregistry.reader", member = member } },
  )
}

resource "google_artifact_registry_repository" "this" {
  project                = var.project_id
  location               = var.region
  repository_id          = var.repository_id
  format                 = "DOCKER"
  cleanup_policy_dry_run = false
  labels                 = var.labels

  # A tag that can be moved is no name for what was tested.
  docker_config {
    immutable_tags = true
  }

  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"

    condition {
      tag_state  = "ANY"
      older_than = "${var.keep.days * 24 * 3600}s"
    }
  }

  # Keep wins over delete: however old, the newest stay for a roll-back.
  cleanup_policies {
    id     = "keep-recent"
    action = "KEEP"

    most_recent_versions {
      keep_count = var.keep.most_recent
    }
  }
}

resource "google_artifact_registry_repository_iam_member" "this" {
  for_each = local.iam

  project    = var.project_id
  location   = var.region
  repository = google_artifact_registry_repository.this.repository_id
  role       = each.value.role
  member     = each.value.member
}
