import type { Slug } from './people.ts';
import type { Part } from './text.ts';

export interface SampleTask {
  /** The sample data's own name for the task. */
  readonly key: string;
  readonly title: string;
  readonly englishTitle: string;
  readonly owner: Slug;
  /** What the members wrote, in this order. */
  readonly parts: readonly Part[];
  /** What is written once a review or a ballot has returned the task. */
  readonly revision?: Part;
}

interface Titles {
  readonly title: string;
  readonly englishTitle: string;
}

export interface SamplePlan extends Titles {
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly vision: string;
}

/** Everything of the sample data is made up; whoever comes upon the plan alone should see it too. */
const madeUp = '(표본 자료입니다. 사람과 내용은 지어낸 것입니다. Sample data: people and text are made up.)';

export const secondPlan: SamplePlan = {
  title: '제2차 클라우드컴퓨팅 기본계획',
  englishTitle: 'Second Basic Plan for Cloud Computing',
  periodStart: 2019,
  periodEnd: 2021,
  vision: `클라우드로 여는 디지털 전환의 기반을 놓는다.\nLay the ground for a digital transformation on the cloud.\n${madeUp}`,
};

export const thirdPlan: SamplePlan = {
  title: '제3차 클라우드컴퓨팅 기본계획',
  englishTitle: 'Third Basic Plan for Cloud Computing',
  periodStart: 2022,
  periodEnd: 2024,
  vision: `누구나 믿고 쓰는 클라우드로 정부와 산업이 함께 일하는 방식을 바꾼다.\nA cloud that everybody trusts changes how government and industry work together.\n${madeUp}`,
};

export const secondPlanStrategy: Titles = {
  title: '클라우드 도입 기반 조성',
  englishTitle: 'Laying the ground for adoption',
};

/** Strategies of the third plan, in order. */
export const strategies = {
  public: { title: '공공부문의 클라우드 전환', englishTitle: 'Moving the public sector to the cloud' },
  industry: { title: '클라우드 산업의 경쟁력 강화', englishTitle: 'A more competitive cloud industry' },
  ecosystem: { title: '지속 가능한 클라우드 생태계', englishTitle: 'A cloud ecosystem that lasts' },
} as const satisfies Readonly<Record<string, Titles>>;
export type StrategyKey = keyof typeof strategies;
