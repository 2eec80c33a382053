terraform {
  required_version = ">= 1.9"

  # The bucket's name is given at init (README.md): it differs for everyone.
  backend "gcs" {
    prefix = "flightdeck/prod"
  }

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 7.40, < 9.0"
    }
  }
}
