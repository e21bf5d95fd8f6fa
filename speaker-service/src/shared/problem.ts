import { domainErrors } from '@ems/chassis/errors';
import { problems } from '@ems/contracts';

/** The error of a registered code; `facts` become members of the problem document. */
export const problem = domainErrors(problems);
