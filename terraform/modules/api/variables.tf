variable "project_id" {
  description = "Project that holds the resources."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id (6 to 30 of a-z, 0-9 and -, for example flights-dev), not its number or name; `gcloud projects list` shows it."
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

variable "region" {
  description = "Region of Cloud Run, for example europe-west1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be one region such as europe-west1, not a zone (europe-west1-b) or a multi-region (EU)."
  }
}

variable "name" {
  description = "Name of the Cloud Run service."
  type        = string
  default     = "api"
}

variable "image" {
  description = "Container image, by digest or tag. Afterwards the release changes it (see lifecycle in main.tf)."
  type        = string

  validation {
    condition     = can(regex("^[^:@]+/[^:@]+(:[^:@/]+|@sha256:[0-9a-f]{64})$", var.image))
    error_message = "image needs a tag or digest: REGION-docker.pkg.dev/PROJECT/REPOSITORY/NAME:TAG or …@sha256:…; untagged means latest, which nobody can roll back to."
  }
}

variable "service_account_email" {
  description = "Account it runs as; the default account with its Editor role is refused."
  type        = string

  validation {
    condition     = !endswith(var.service_account_email, "-compute@developer.gserviceaccount.com")
    error_message = "service_account_email must be an account of its own (module identity makes one), not the project's default compute account."
  }
}

variable "env" {
  description = "Environment variables."
  type        = map(string)
  default     = {}

  validation {
    condition     = !contains(keys(var.env), "PORT")
    error_message = "env must not hold PORT: Cloud Run sets it for services, and this module sets it where Cloud Run does not."
  }
}

variable "scaling" {
  description = "Instances kept warm and instances at most, and requests at once per instance."
  type = object({
    min         = optional(number, 1)
    max         = optional(number, 10)
    concurrency = optional(number, 80)
  })
  default = {}

  validation {
    condition     = var.scaling.min >= 1 && var.scaling.max >= var.scaling.min
    error_message = "scaling.min must be at least 1 (a cold start costs more than the latency objective allows) and scaling.max at least scaling.min."
  }
}

variable "resources" {
  description = "Limits of one instance."
  type = object({
    cpu    = optional(string, "1")
    memory = optional(string, "2Gi")
  })
  default = {}
}

variable "timeout_seconds" {
  description = "Longest a request may take; the API's own query deadline is far below."
  type        = number
  default     = 30
}

variable "ingress" {
  description = "Where requests may come from: all, internal, or internal-and-load-balancer."
  type        = string
  default     = "all"

  validation {
    condition     = contains(["all", "internal", "internal-and-load-balancer"], var.ingress)
    error_message = "ingress must be all, internal or internal-and-load-balancer."
  }
}

variable "invokers" {
  description = "Who may call it with an identity token: a map from a name of your choice to a member."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for member in values(var.invokers) : can(regex("^(serviceAccount|user|group|domain|principal|principalSet):", member))])
    error_message = "invokers takes members with their kind; a public API is asked for with public = true, never through allUsers here."
  }
}

variable "public" {
  description = "Whether anyone may call it without a token."
  type        = bool
  default     = false
}

variable "iap" {
  description = "Identity-Aware Proxy in front: people sign in, and these members get through. Needs a project within an organisation. Null leaves it off."
  type = object({
    accessors = map(string)
  })
  default = null
}

variable "traffic" {
  description = "Split at creation: percent and optional tag by revision, \"\" being the latest. The release owns it afterwards (deploy.yml), so that an apply never ends a canary."
  type = map(object({
    percent = number
    tag     = optional(string)
  }))
  default = { "" = { percent = 100 } }

  validation {
    condition     = sum(concat([0], [for split in values(var.traffic) : split.percent])) == 100
    error_message = "traffic percents must add up to 100."
  }
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete it."
  type        = bool
  default     = true
}

variable "labels" {
  description = "Labels of every resource that takes them."
  type        = map(string)
  default     = {}
}

