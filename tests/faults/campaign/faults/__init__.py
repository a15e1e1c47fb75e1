"""Everything that is done to the installation; `ALL` is what the campaign goes through."""

from campaign.faults.base import Fault
from campaign.faults.crm import CRM_FAULTS
from campaign.faults.lines import LINE_FAULTS
from campaign.faults.messages import MESSAGE_FAULTS
from campaign.faults.processes import PROCESS_FAULTS
from campaign.faults.resources import RESOURCE_FAULTS

ALL: dict[str, Fault] = {
    fault.name: fault for fault in (*PROCESS_FAULTS, *LINE_FAULTS, *CRM_FAULTS, *MESSAGE_FAULTS, *RESOURCE_FAULTS)
}

__all__ = ["ALL", "Fault"]
