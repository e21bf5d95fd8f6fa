/**
 * The values of statements that were sent together, or the error of the first that failed, once all are answered: those
 * behind it in its transaction fail by it alone.
 */
export async function allInOrder<Answers extends readonly unknown[] | []>(
  answers: Answers,
): Promise<{ -readonly [Position in keyof Answers]: Awaited<Answers[Position]> }> {
  await Promise.allSettled(answers);
  return Promise.all(answers);
}
