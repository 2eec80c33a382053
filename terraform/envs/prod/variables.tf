variable "project_id" {
  description = "Project to deploy into."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id (6 to 30 of a-z, 0-9 and -, for example flights-dev), not its number or name; `gcloud projects list` shows it."
  }
}

variable "region" {
  description = "Region of Cloud Run, Pub/Sub's clients and BigQuery's data."
  type        = string
  default     = "europe-west1"

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be one region such as europe-west1, not a zone (europe-west1-b) or a multi-region (EU)."
  }
}

variable "image_tag" {
  description = "Tag of the images at creation, as cloudbuild.yaml pushed them. Releases change the images afterwards."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", var.image_tag)) && var.image_tag != "latest"
    error_message = "image_tag must be a tag that stays what it is, such as a commit's hash (`git rev-parse --short HEAD`); latest cannot be rolled back to."
  }
}

variable "image_registry" {
  description = "Where the images were built and pushed: dev's output registry_url."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9-]+-docker[.]pkg[.]dev/[^/]+/[^/]+$", var.image_registry))
    error_message = "image_registry must be REGION-docker.pkg.dev/PROJECT/REPOSITORY, dev's output registry_url."
  }
}

variable "alert_email" {
  description = "Who is told of alerts and of the budget."
  type        = string

  validation {
    condition     = can(regex("^[^@ ]+@[^@ ]+[.][^@ ]+$", var.alert_email))
    error_message = "alert_email must be an e-mail address, for example oncall@example.com."
  }
}

variable "github_repository" {
  description = "OWNER/NAME of the repository whose workflows deploy here; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.github_repository == null || can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "github_repository must be OWNER/NAME, without https:// and without .git."
  }
}

variable "budget" {
  description = "Billing account and what a month may cost before somebody is told; null for no budget."
  type = object({
    billing_account = string
    amount          = number
    currency        = optional(string)
  })
  default = null
}

variable "page" {
  description = "PagerDuty's integration key: critical alerts go there. Give it as TF_VAR_page, not in a file."
  type        = string
  sensitive   = true

  validation {
    condition     = length(var.page) >= 20
    error_message = "page must be PagerDuty's integration key (32 characters): in production a critical alert has to wake somebody."
  }
}

variable "api_invokers" {
  description = "Third parties that may call the API: a map from a name of your choice to a member."
  type        = map(string)
  default     = {}
}

variable "publishers" {
  description = "Who may publish events: a map from a name of your choice to a member."
  type        = map(string)
  default     = {}
}
