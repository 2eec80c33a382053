variable "project_id" {
  description = "Project that holds the resources."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id (6 to 30 of a-z, 0-9 and -, for example flights-dev), not its number or name; `gcloud projects list` shows it."
  }
}

variable "region" {
  description = "Region of Cloud Run, for example europe-west1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be one region such as europe-west1, not a zone (europe-west1-b) or a multi-region (EU)."
  }
}

variable "repository_id" {
  description = "Name of the repository."
  type        = string
  default     = "flightdeck"

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", var.repository_id))
    error_message = "repository_id must be a-z, 0-9 and -, starting with a letter, at most 63."
  }
}

variable "keep" {
  description = "How many versions of each image stay, and how long any version stays at least."
  type = object({
    most_recent = optional(number, 20)
    days        = optional(number, 30)
  })
  default = {}

  validation {
    condition     = var.keep.most_recent >= 2
    error_message = "keep.most_recent must be at least 2: a roll-back needs the version before."
  }
}

variable "iam" {
  description = "Who pushes and who pulls: maps from a name of your choice to a member."
  type = object({
    writers = optional(map(string), {})
    readers = optional(map(string), {})
  })
  default = {}
}

variable "labels" {
  description = "Labels of every resource that takes them."
  type        = map(string)
  default     = {}
}

