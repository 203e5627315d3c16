import type { Situations, Stage } from './situation.ts';

/** A plan of its own with one confirmed task. */
const planVersion = async ({ stations }: Stage) => stations.confirmed(await stations.plan());

/** The same before the Strategy Committee. */
async function submission(stage: Stage) {
  const confirmed = await planVersion(stage);
  return { confirmed, submissionId: await stage.stations.submitPlan(confirmed) };
}

/** Plans, their strategies, and the way before the Strategy Committee. */
export const situationsOfPlans: Situations = {
  createPlan: ({ stations }) =>
    Promise.resolve({
      field: 'createPlan',
      input: { title: stations.title(), periodStart: 2025, periodEnd: 2027 },
    }),
  updatePlan: ({ stations, place: { planId } }) =>
    Promise.resolve({ field: 'updatePlan', input: { planId, vision: stations.title() } }),
  createStrategy: ({ stations, place: { planId } }) =>
    Promise.resolve({ field: 'createStrategy', input: { planId, title: stations.title() } }),
  renameStrategy: async ({ stations, place: { planId } }) => ({
    field: 'renameStrategy',
    input: { strategyId: await stations.strategy(planId), title: stations.title() },
  }),
  moveStrategy: async ({ stations, place: { planId } }) => ({
    field: 'moveStrategy',
    input: { strategyId: await stations.strategy(planId), position: 0 },
  }),
  removeStrategy: async ({ stations, place: { planId } }) => ({
    field: 'removeStrategy',
    input: { strategyId: await stations.strategy(planId) },
  }),
  submitPlan: async (stage) => {
    const { planId, planVersion: version } = await planVersion(stage);
    return { field: 'submitPlan', input: { planId, planVersionHash: version.hash } };
  },
  adoptPlan: async (stage) => {
    const { confirmed, submissionId } = await submission(stage);
    return { field: 'adoptPlan', input: { submissionId, planVersionHash: confirmed.planVersion.hash } };
  },
  returnPlan: async (stage) => {
    const { confirmed, submissionId } = await submission(stage);
    const { keyTaskId, planVersion: version } = confirmed;
    const reason = '재원의 근거가 없다';
    return {
      field: 'returnPlan',
      input: { submissionId, planVersionHash: version.hash, reason, keyTasks: [{ keyTaskId, reason }] },
    };
  },
  withdrawPlan: async (stage) => {
    const { submissionId } = await submission(stage);
    return { field: 'withdrawPlan', input: { submissionId, reason: '고칠 곳이 있다' } };
  },
};
