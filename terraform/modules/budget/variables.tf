variable "billing_account" {
  description = "Billing account that pays the project."
  type        = string

  validation {
    condition     = can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.billing_account))
    error_message = "billing_account must look like 012345-6789AB-CDEF01; `gcloud billing accounts list` shows it."
  }
}

variable "project_number" {
  description = "Number of the project: Google's own agents are named by it."
  type        = string

  validation {
    condition     = can(regex("^[0-9]+$", var.project_number))
    error_message = "project_number must be digits only; `gcloud projects describe PROJECT --format='value(projectNumber)'` shows it."
  }
}

variable "name" {
  description = "Shown in notices."
  type        = string
}

variable "monthly" {
  description = "What a month may cost."
  type = object({
    amount   = number
    currency = optional(string)
  })

  validation {
    condition     = var.monthly.amount >= 1 && floor(var.monthly.amount) == var.monthly.amount
    error_message = "monthly.amount must be a whole number of at least 1, in the billing account's currency."
  }
}

variable "thresholds" {
  description = "Shares of the amount at which a notice goes out: spent so far, and forecast for the month's end."
  type = object({
    current    = optional(set(number), [0.5, 0.9, 1])
    forecasted = optional(set(number), [1])
  })
  default = {}

  validation {
    condition     = alltrue([for share in setunion(var.thresholds.current, var.thresholds.forecasted) : share > 0 && share <= 10])
    error_message = "thresholds are shares, not percent: 0.5 for half."
  }
}

variable "notification_channels" {
  description = "Monitoring notification channels told besides the billing administrators, at most five."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.notification_channels) <= 5
    error_message = "notification_channels takes at most 5, Cloud Billing's limit."
  }
}
