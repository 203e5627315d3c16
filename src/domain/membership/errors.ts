import { DomainError } from '../../errors.ts';

export function noSuchMember(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such member.', ['memberId']);
}

export function noSuchSubcommittee(): DomainError {
  return new DomainError('NOT_FOUND', 'There is no such subcommittee.', ['subcommitteeId']);
}

export function alreadyDeactivated(): DomainError {
  return new DomainError('ILLEGAL_TRANSITION', 'The account has been deactivated.', ['memberId']);
}
