import { imageView, selectImages } from '../../domain/companions/image-list.ts'
import { regionOfCall } from '../../domain/companions/region.ts'
import { offersIn } from '../../domain/companions/regions.ts'
import type { ListImagesQuery } from '../../schemas/companions/images.ts'
import type { Account } from '../account/account.ts'
import { pageAfter } from './resources.ts'

/**
 * The images of the region that a call is about, as its path names no project.
 *
 * @param call ids of projects that it names, and its host.
 */
export function imsListImages(
  account: Account,
  call: { named: readonly (string | undefined)[]; host: string },
  query: ListImagesQuery,
) {
  const region = regionOfCall(account.members.projects.all(), call)
  return account.read((view) => {
    const images = offersIn(view.companions, region).images.map(imageView)
    return { images: pageAfter(selectImages(images, query), query) }
  })
}
