variable "project_id" {
  description = "The fleet's first project: registry, alert policies, dashboards, and the systems that are in no other."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id (6 to 30 of a-z, 0-9 and -, for example flights-fleet), not its number or name; `gcloud projects list` shows it."
  }
}

variable "region" {
  description = "Region of the systems that name none."
  type        = string
  default     = "europe-west1"

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be one region such as europe-west1, not a zone (europe-west1-b) or a multi-region (EU)."
  }
}

variable "image_tag" {
  description = "Tag of the images at creation."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", var.image_tag)) && var.image_tag != "latest"
    error_message = "image_tag must be a tag that stays what it is, such as a commit's hash (`git rev-parse --short HEAD`); latest cannot be rolled back to."
  }
}

variable "alert_email" {
  description = "Who is told of alerts."
  type        = string

  validation {
    condition     = can(regex("^[^@ ]+@[^@ ]+[.][^@ ]+$", var.alert_email))
    error_message = "alert_email must be an e-mail address, for example oncall@example.com."
  }
}

variable "size" {
  description = "How many systems: system-01 to system-NN."
  type        = number
  default     = 50

  validation {
    condition     = var.size >= 1 && var.size <= 99 && floor(var.size) == var.size
    error_message = "size must be a whole number from 1 to 99: the label `system` has that many values."
  }
}

variable "exceptions" {
  description = "What differs from the ordinary system, by name (module fleet, systems)."
  type = map(object({
    region               = optional(string)
    ingest               = optional(string)
    subscriber_instances = optional(number)
    api_max              = optional(number)
  }))
  default = {
    # The large hubs send an order of magnitude more than the others.
    system-01 = { subscriber_instances = 3, api_max = 20 }
    system-02 = { subscriber_instances = 3 }
  }
}
