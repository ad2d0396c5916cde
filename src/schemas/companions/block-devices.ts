import { z } from 'zod'
import { text } from '../common.ts'
import { described, type Meanings } from '../meanings.ts'

const attachment: Meanings = {
  volumeAttachment: 'The volume, as it is attached.',
  volumeAttachments: 'Volumes of the server, the system disk first.',
  attachableQuantity: 'How many more volumes can be attached.',
  free_disk: 'How many of any kind.',
  free_blk: 'How many of the VBD kind.',
  free_scsi: 'How many of the SCSI kind.',
  id: 'Id of the attachment, the same as that of the volume.',
  volumeId: 'Id of the volume.',
  serverId: 'Id of the server.',
  device: 'Name of the device, such as /dev/vda.',
  bootIndex: '0 for the system disk; null for others.',
  bus: 'Always virtio.',
  pciAddress: 'PCI address of the device.',
  size: 'Size of the volume in GB.',
}

const BlockDevice = described(attachment, {
  id: z.string(),
  volumeId: z.string(),
  serverId: z.string(),
  device: z.string(),
  bootIndex: z.int().nullable(),
  bus: z.string(),
  pciAddress: z.string(),
  size: z.int(),
}).meta({ id: 'BlockDevice' })
export type BlockDeviceView = z.infer<typeof BlockDevice>

export const BlockDeviceAnswer = described(attachment, { volumeAttachment: BlockDevice }).meta({
  id: 'BlockDeviceAnswer',
})
export const BlockDevicesAnswer = described(attachment, {
  attachableQuantity: described(attachment, {
    free_disk: z.int(),
    free_blk: z.int(),
    free_scsi: z.int(),
  }),
  volumeAttachments: z.array(BlockDevice),
}).meta({ id: 'BlockDevicesAnswer' })

export const BlockDeviceParams = described(
  {
    project_id: 'Id of the project; its region is that of the server.',
    server_id: 'The server that the volume is attached to.',
    volume_id: 'The volume, as the server names it.',
  },
  { project_id: text(64, 1), server_id: text(64, 1), volume_id: text(64, 1) },
)
