mock_provider "google" {}

variables {
  project_id     = "flights-test"
  project_number = "123456789012"
  iam = {
    publishers              = { canary = "serviceAccount:canary@flights-test.iam.gserviceaccount.com" }
    subscribers             = { subscriber = "serviceAccount:subscriber@flights-test.iam.gserviceaccount.com" }
    dead_letter_publishers  = { subscriber = "serviceAccount:subscriber@flights-test.iam.gserviceaccount.com" }
    dead_letter_subscribers = { team = "group:team@example.com" }
  }
}

run "names_follow_the_topic" {
  command = plan

  assert {
    condition     = [output.topic, output.subscription, output.dead_letter_topic, output.dead_letter_subscription] == ["flights", "flights-subscriber", "flights-dead-letter", "flights-dead-letter"]
    error_message = "the apps' default environment names these"
  }

  assert {
    condition = (
      google_pubsub_subscription.this.topic == "flights" &&
      google_pubsub_subscription.this.project == "flights-test" &&
      google_pubsub_subscription.dead_letter.topic == "flights-dead-letter" &&
      google_pubsub_topic.dead_letter.name == "flights-dead-letter"
    )
    error_message = "each subscription is on its topic"
  }
}

run "nothing_is_lost_by_default" {
  command = plan

  assert {
    condition     = google_pubsub_subscription.this.expiration_policy[0].ttl == "" && google_pubsub_subscription.dead_letter.expiration_policy[0].ttl == ""
    error_message = "an unread subscription must not expire"
  }

  assert {
    condition = (
      google_pubsub_subscription.this.dead_letter_policy[0].dead_letter_topic == "projects/flights-test/topics/flights-dead-letter" &&
      google_pubsub_subscription.this.dead_letter_policy[0].max_delivery_attempts == 10 &&
      google_pubsub_subscription.this.retry_policy[0].minimum_backoff == "1s" &&
      google_pubsub_subscription.this.retry_policy[0].maximum_backoff == "60s" &&
      google_pubsub_subscription.this.message_retention_duration == "604800s" &&
      google_pubsub_subscription.this.ack_deadline_seconds == 60 &&
      google_pubsub_subscription.dead_letter.message_retention_duration == "2678400s"
    )
    error_message = "retries back off, then the message becomes a dead letter and is kept for 31 days"
  }

  assert {
    condition     = length(google_pubsub_subscription.this.push_config) == 0 && length(google_pubsub_subscription.this.bigquery_config) == 0
    error_message = "the default is pull"
  }
}

run "binds_exactly_these" {
  command = plan

  assert {
    condition = toset([for binding in google_pubsub_topic_iam_member.this : "${binding.topic} ${binding.role} ${binding.member}"]) == toset([
      "flights roles/pubsub.publisher serviceAccount:canary@flights-test.iam.gserviceaccount.com",
      "flights-dead-letter roles/pubsub.publisher serviceAccount:subscriber@flights-test.iam.gserviceaccount.com",
      "flights-dead-letter roles/pubsub.publisher serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com",
    ])
    error_message = "topics: the named publishers, and Pub/Sub's agent on the dead-letter topic only"
  }

  assert {
    condition = toset([for binding in google_pubsub_subscription_iam_member.this : "${binding.subscription} ${binding.role} ${binding.member}"]) == toset([
      "flights-subscriber roles/pubsub.subscriber serviceAccount:subscriber@flights-test.iam.gserviceaccount.com",
      "flights-subscriber roles/pubsub.subscriber serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com",
      "flights-dead-letter roles/pubsub.subscriber group:team@example.com",
    ])
    error_message = "subscriptions: the named subscribers, and Pub/Sub's agent on the source only"
  }
}

run "registers_a_schema_without_enforcing_it" {
  command = plan

  variables {
    schema = { definition = "{\"type\":\"record\",\"name\":\"E\",\"fields\":[]}" }
  }

  assert {
    condition     = google_pubsub_schema.this[0].name == "flights-event" && google_pubsub_schema.this[0].type == "AVRO" && google_pubsub_schema.this[0].definition == var.schema.definition
    error_message = "the schema is the given one"
  }

  assert {
    condition     = length(google_pubsub_topic.this.schema_settings) == 0
    error_message = "bad messages become dead letters unless enforce is set"
  }
}

run "enforces_a_schema" {
  command = plan

  variables {
    schema = { definition = "{\"type\":\"record\",\"name\":\"E\",\"fields\":[]}", enforce = true }
  }

  assert {
    condition     = google_pubsub_topic.this.schema_settings[0].schema == "projects/flights-test/schemas/flights-event" && google_pubsub_topic.this.schema_settings[0].encoding == "JSON"
    error_message = "the topic checks its messages"
  }

  assert {
    condition     = length(google_pubsub_topic.dead_letter.schema_settings) == 0
    error_message = "the dead-letter topic takes anything, or dead letters would be lost"
  }
}

run "pushes_with_a_token" {
  command = plan

  variables {
    delivery = { push = { endpoint = "https://subscriber.example/push", service_account_email = "push@flights-test.iam.gserviceaccount.com" } }
  }

  assert {
    condition = (
      google_pubsub_subscription.this.push_config[0].push_endpoint == "https://subscriber.example/push" &&
      google_pubsub_subscription.this.push_config[0].oidc_token[0].service_account_email == "push@flights-test.iam.gserviceaccount.com" &&
      google_pubsub_subscription.this.push_config[0].oidc_token[0].audience == "https://subscriber.example/push"
    )
    error_message = "pushes carry a token of the push account"
  }
}

run "writes_to_bigquery_without_code" {
  command = plan

  variables {
    delivery = { bigquery = { table = "flights-test.flightdeck.flight_events" } }
  }

  assert {
    condition = (
      google_pubsub_subscription.this.bigquery_config[0].table == "flights-test.flightdeck.flight_events" &&
      google_pubsub_subscription.this.bigquery_config[0].use_table_schema == true &&
      google_pubsub_subscription.this.bigquery_config[0].drop_unknown_fields == true
    )
    error_message = "unknown fields must be dropped: messages that have them would stay in the backlog"
  }
}

run "filters_and_labels" {
  command = plan

  variables {
    subscription = { filter = "attributes:canary" }
    labels       = { app = "flightdeck" }
  }

  assert {
    condition     = google_pubsub_subscription.this.filter == "attributes:canary" && google_pubsub_subscription.this.labels == tomap({ app = "flightdeck" }) && google_pubsub_topic.this.labels == tomap({ app = "flightdeck" })
    error_message = "filter and labels are passed on"
  }
}

run "refuses_anybody_as_publisher" {
  command = plan

  variables {
    iam = { publishers = { world = "allUsers" } }
  }

  expect_failures = [var.iam]
}

run "refuses_too_few_attempts" {
  command = plan

  variables {
    dead_letter = { max_delivery_attempts = 3 }
  }

  expect_failures = [var.dead_letter]
}

run "refuses_two_deliveries" {
  command = plan

  variables {
    delivery = {
      push     = { endpoint = "https://a.example", service_account_email = "a@b.iam.gserviceaccount.com" }
      bigquery = { table = "a.b.c" }
    }
  }

  expect_failures = [var.delivery]
}

run "refuses_a_short_table_name" {
  command = plan

  variables {
    delivery = { bigquery = { table = "dataset.table" } }
  }

  expect_failures = [var.delivery]
}

run "refuses_a_schema_that_is_none" {
  command = plan

  variables {
    schema = { definition = "flight_event.avsc" }
  }

  expect_failures = [var.schema]
}

run "refuses_a_long_deadline" {
  command = plan

  variables {
    subscription = { ack_deadline_seconds = 900 }
  }

  expect_failures = [var.subscription]
}

run "refuses_a_duration_without_unit" {
  command = plan

  variables {
    subscription = { retention = "7d" }
  }

  expect_failures = [var.subscription]
}

run "refuses_a_reserved_topic_name" {
  command = plan

  variables {
    topic = "google-flights"
  }

  expect_failures = [var.topic]
}

run "refuses_a_project_number_with_letters" {
  command = plan

  variables {
    project_number = "flights-test"
  }

  expect_failures = [var.project_number]
}
