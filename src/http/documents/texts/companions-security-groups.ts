import type { OperationText } from './types.ts'

const contract = 'Fields and statuses are those that Terraform sends and reads (companions.md).'

/** VPC: security groups and their rules, in both versions. */
export const securityGroupTexts = {
  VpcV3CreateSecurityGroup: {
    summary: 'Create a security group',
    description:
      'Creates a security group in the project at once. It begins with four rules: all may go out, and what comes in must be of the group itself.',
    basis: ['observed', contract],
    errors: ['projectForeign'],
  },
  VpcV3ListSecurityGroups: {
    summary: 'List security groups, as version 3 does',
    description:
      'Returns the security groups of the project without their rules, or those with certain names or ids; `default` is there until it is deleted. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign'],
  },
  VpcV3ShowSecurityGroup: {
    summary: 'Show a security group, as version 3 does',
    description: 'Returns a security group of the project with its rules. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'securityGroupNotFound'],
  },
  VpcV3ListSecurityGroupRules: {
    summary: 'List the rules of security groups',
    description: 'Returns the rules of certain security groups, or of all. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign'],
  },
  VpcV3DeleteSecurityGroupRule: {
    summary: 'Delete a rule of a security group',
    description: 'Deletes a rule at once. Terraform does so with each of a new group.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'securityGroupRuleNotFound'],
  },
  VpcListSecurityGroups: {
    summary: 'List security groups',
    description: 'Returns the security groups of the project with their rules. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign'],
  },
  VpcShowSecurityGroup: {
    summary: 'Show a security group',
    description: 'Returns a security group of the project with its rules. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'securityGroupNotFound'],
  },
  VpcDeleteSecurityGroup: {
    summary: 'Delete a security group',
    description:
      'Deletes a security group of the project at once. One that a port of a server has is refused.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'securityGroupNotFound', 'securityGroupInUse'],
  },
  VpcShowSecurityGroupTags: {
    summary: 'Show the tags of a security group',
    description: 'Returns an empty list, as nothing sets tags. It is a read.',
    basis: ['observed', contract],
    errors: ['projectForeign', 'securityGroupNotFound'],
  },
} satisfies Record<string, OperationText>
