mock_provider "google" {}

variables {
  billing_account = "012345-6789AB-CDEF01"
  project_number  = "123456789012"
  name            = "flights"
  monthly         = { amount = 200 }
}

run "watches_one_project_by_the_month" {
  command = plan

  assert {
    condition = (
      google_billing_budget.this.billing_account == "012345-6789AB-CDEF01" &&
      google_billing_budget.this.display_name == "flights" &&
      google_billing_budget.this.budget_filter[0].projects == toset(["projects/123456789012"]) &&
      google_billing_budget.this.budget_filter[0].calendar_period == "MONTH" &&
      google_billing_budget.this.amount[0].specified_amount[0].units == "200"
    )
    error_message = "this project's costs, per calendar month"
  }

  assert {
    condition = toset([for rule in google_billing_budget.this.threshold_rules : "${rule.spend_basis} ${rule.threshold_percent}"]) == toset([
      "CURRENT_SPEND 0.5", "CURRENT_SPEND 0.9", "CURRENT_SPEND 1", "FORECASTED_SPEND 1",
    ])
    error_message = "notices at half, nine tenths and all, and when the forecast reaches all"
  }

  assert {
    condition     = length(google_billing_budget.this.all_updates_rule) == 0
    error_message = "billing administrators are told anyway"
  }
}

run "tells_the_channels" {
  command = plan

  variables {
    monthly               = { amount = 200, currency = "EUR" }
    notification_channels = ["projects/flights-test/notificationChannels/1"]
  }

  assert {
    condition     = google_billing_budget.this.all_updates_rule[0].monitoring_notification_channels == tolist(["projects/flights-test/notificationChannels/1"]) && google_billing_budget.this.all_updates_rule[0].disable_default_iam_recipients == false && google_billing_budget.this.amount[0].specified_amount[0].currency_code == "EUR"
    error_message = "the channels besides the administrators"
  }
}

run "refuses_percent" {
  command = plan

  variables {
    thresholds = { current = [50] }
  }

  expect_failures = [var.thresholds]
}

run "refuses_an_account_name" {
  command = plan

  variables {
    billing_account = "My Billing Account"
  }

  expect_failures = [var.billing_account]
}

run "refuses_six_channels" {
  command = plan

  variables {
    notification_channels = ["a", "b", "c", "d", "e", "f"]
  }

  expect_failures = [var.notification_channels]
}

run "refuses_cents" {
  command = plan

  variables {
    monthly = { amount = 0.5 }
  }

  expect_failures = [var.monthly]
}
