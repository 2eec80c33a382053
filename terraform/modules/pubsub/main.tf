locals {
  names = {
    subscription             = coalesce(var.subscription.name, "${var.topic}-subscriber")
    dead_letter_topic        = coalesce(var.dead_letter.topic, "${var.topic}-dead-letter")
    dead_letter_subscription = coalesce(var.dead_letter.subscription, "${var.topic}-dead-letter")
  }
  pubsub_agent = "serviceAccount:service-${var.project_number}@gcp-sa-pubsub.iam.gserviceaccount.com"

  # Dead-lettering is done by Pub/Sub's agent, and silently is not done while these two are missing.
  topic_iam = merge(
    { for name, member in var.iam.publishers : "publisher/${name}" => { topic = google_pubsub_topic.this.name, role = "roles/pubsub.publisher", member = member } },
    { for name, member in var.iam.dead_letter_publishers : "dead-letter-publisher/${name}" => { topic = google_pubsub_topic.dead_letter.name, role = "roles/pubsub.publisher", member = member } },
    { "pubsub-agent" = { topic = google_pubsub_topic.dead_letter.name, role = "roles/pubsub.publisher", member = local.pubsub_agent } },
  )
  subscription_iam = merge(
    { for name, member in var.iam.subscribers : "subscriber/${name}" => { subscription = google_pubsub_subscription.this.name, role = "roles/pubsub.subscriber", member = member } },
    { for name, member in var.iam.dead_letter_subscribers : "dead-letter-subscriber/${name}" => { subscription = google_pubsub_subscription.dead_letter.name, role = "roles/pubsub.subscriber", member = member } },
    { "pubsub-agent" = { subscription = google_pubsub_subscription.this.name, role = "roles/pubsub.subscriber", member = local.pubsub_agent } },
  )
}

resource "google_pubsub_schema" "this" {
  count = var.schema == null ? 0 : 1

  project    = var.project_id
  name       = "${var.topic}-event"
  type       = "AVRO"
  definition = var.schema.definition
}

resource "google_pubsub_topic" "this" {
  project = var.project_id
  name    = var.topic
  labels  = var.labels

  dynamic "schema_settings" {
    for_each = try(var.schema.enforce, false) ? google_pubsub_schema.this : []

    content {
      schema   = "projects/${var.project_id}/schemas/${schema_settings.value.name}"
      encoding = var.schema.encoding
    }
  }
}

resource "google_pubsub_topic" "dead_letter" {
  project = var.project_id
  name    = local.names.dead_letter_topic
  labels  = var.labels
}

resource "google_pubsub_subscription" "this" {
  project                    = var.project_id
  name                       = local.names.subscription
  topic                      = google_pubsub_topic.this.name
  ack_deadline_seconds       = var.subscription.ack_deadline_seconds
  message_retention_duration = var.subscription.retention
  filter                     = var.subscription.filter
  labels                     = var.labels

  # Empty = never: by default Pub/Sub deletes a subscription that nobody read for 31 days.
  expiration_policy {
    ttl = ""
  }

  retry_policy {
    minimum_backoff = var.subscription.minimum_backoff
    maximum_backoff = var.subscription.maximum_backoff
  }

  dead_letter_policy {
    dead_letter_topic     = "projects/${var.project_id}/topics/${google_pubsub_topic.dead_letter.name}"
    max_delivery_attempts = var.dead_letter.max_delivery_attempts
  }

  dynamic "push_config" {
    for_each = var.delivery.push[*]

    content {
      push_endpoint = push_config.value.endpoint

      oidc_token {
        service_account_email = push_config.value.service_account_email
        audience              = coalesce(push_config.value.audience, push_config.value.endpoint)
      }
    }
  }

  dynamic "bigquery_config" {
    for_each = var.delivery.bigquery[*]

    content {
      table               = bigquery_config.value.table
      use_table_schema    = true
      drop_unknown_fields = bigquery_config.value.drop_unknown_fields
    }
  }
}

# A topic without a subscription keeps nothing: this one holds the dead letters until somebody looks.
resource "google_pubsub_subscription" "dead_letter" {
  project                    = var.project_id
  name                       = local.names.dead_letter_subscription
  topic                      = google_pubsub_topic.dead_letter.name
  message_retention_duration = var.dead_letter.retention
  labels                     = var.labels

  expiration_policy {
    ttl = ""
  }
}

resource "google_pubsub_topic_iam_member" "this" {
  for_each = local.topic_iam

  project = var.project_id
  topic   = each.value.topic
  role    = each.value.role
  member  = each.value.member
}

resource "google_pubsub_subscription_iam_member" "this" {
  for_each = local.subscription_iam

  project      = var.project_id
  subscription = each.value.subscription
  role         = each.value.role
  member       = each.value.member
}
