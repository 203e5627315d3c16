import type { SampleTask } from './plans.ts';
import { bold, h, ol, p, quote, table, ul } from './text.ts';

/** Key tasks of the strategy on the industry. */
export const industryTasks: readonly SampleTask[] = [
  {
    key: 'saas',
    title: '소프트웨어의 서비스형 전환 지원',
    englishTitle: 'From packaged software to SaaS',
    owner: 'cloud-industry',
    parts: [
      {
        by: 'industry-2',
        fields: {
          goal: '설치형 소프트웨어를 파는 기업이 서비스형으로 바꾸어 국내외에서 팔 수 있도록 기획부터 운영까지 돕는다.',
          leadMinistry: '과학기술정보통신부',
        },
        blocks: [
          quote(
            'Firms that sell packaged software get help, from design to operation, to sell it as a service at home and abroad.',
          ),
          h('현황과 문제'),
          p(
            '국내 소프트웨어 기업 열 곳 가운데 여덟은 여전히 설치형 제품과 구축 용역으로 매출을 낸다. 서비스형으로 바꾸려면 제품을 여러 고객이 함께 쓰는 구조로 다시 짜야 하고, 그동안의 매출 감소를 견뎌야 한다.',
          ),
          p('특히 서른 명 아래의 기업은 구조를 설계할 사람과 스물네 시간 운영할 체계를 함께 갖추기 어렵다.'),
        ],
      },
      {
        by: 'industry-lead',
        fields: {
          indicators: [
            { name: '서비스형으로 전환한 기업', unit: '개', baseline: 780, target: 2000, year: 2024 },
            { name: '해외 매출이 있는 서비스', unit: '개', baseline: 45, target: 150, year: 2024 },
          ],
          schedule: [
            { name: '전환 진단과 설계 지원', start: '2022-01', end: '2024-12' },
            { name: '공동 운영 기반 제공', start: '2022-09' },
          ],
        },
        blocks: [
          h('단계별 지원'),
          ol(
            '진단: 제품의 구조와 시장을 함께 살펴 전환할 만한지 두 달 안에 판단한다.',
            '개발: 다중 고객 구조, 과금, 인증처럼 누구나 필요한 부품을 공동으로 만들어 나눈다.',
            '운영: 장애 대응과 보안 관제를 여러 기업이 함께 쓰는 운영 기반을 둔다.',
            '판로: 공공 목록에 오르는 일과 해외 장터 입점을 돕는다.',
          ),
          p(
            '지원금은 산출물의 분량이 아니라 실제 이용 고객의 수와 재계약률에 따라 나누어 준다. 한 해 뒤에도 이용자가 없는 서비스에는 다음 단계의 지원을 하지 않는다.',
          ),
        ],
      },
      {
        by: 'industry-6',
        fields: {
          budget: {
            currency: 'KRW',
            lines: [
              { year: 2022, amount: 25_000_000_000 },
              { year: 2023, amount: 34_000_000_000, note: '공동 운영 기반 포함' },
              { year: 2024, amount: 36_000_000_000 },
            ],
          },
        },
        blocks: [
          h('기대 효과'),
          p(
            '매출이 구독으로 바뀌면 기업의 현금 흐름이 고르게 되고, 고객의 쓰임을 보며 제품을 고칠 수 있다. 전환한 기업의 세 해 뒤 생존율과 고용을 전환하지 않은 기업과 견주어 해마다 발표한다.',
          ),
        ],
      },
    ],
  },
  {
    key: 'infrastructure',
    title: '데이터센터와 기반 기술의 고도화',
    englishTitle: 'Data centres and base technology',
    owner: 'cloud-industry',
    parts: [
      {
        by: 'industry-7',
        fields: {
          goal: '전력을 덜 쓰는 데이터센터와 국산 기반 소프트웨어로 서비스의 원가와 의존을 낮춘다.',
          leadMinistry: '과학기술정보통신부',
          indicators: [
            { name: '지원 시설의 평균 전력효율지수', baseline: 1.6, target: 1.35, year: 2024 },
            { name: '수도권 밖에 새로 지은 용량의 비율', unit: '%', baseline: 20, target: 45, year: 2024 },
          ],
        },
        blocks: [
          quote(
            'Data centres that use less power and base software of our own lower the cost of services and the dependence on others.',
          ),
          h('현황과 문제'),
          p(
            '데이터센터는 수도권에 몰려 있어 전력망의 부담이 크고, 한 지역의 사고가 전국의 서비스에 번질 수 있다. 서버를 나누어 쓰게 하는 가상화와 관리 소프트웨어는 많은 부분을 해외 제품에 기대고 있다.',
          ),
        ],
      },
      {
        by: 'industry-4',
        fields: {
          schedule: [
            { name: '저전력 냉각 실증', start: '2022-04', end: '2023-10' },
            { name: '지역 거점 두 곳 착공', start: '2023-03' },
          ],
        },
        blocks: [
          h('시설'),
          ul(
            '바깥 공기와 물을 쓰는 냉각 방식을 실증하고 측정값을 공개한다.',
            '재생에너지를 절반 넘게 쓰는 시설에 전력 인입과 부지 절차를 먼저 처리해 준다.',
            '서로 다른 전력 계통에 놓인 두 곳이 서로의 예비가 되는 지역 거점을 만든다.',
          ),
          p(
            '시설의 폐열을 가까운 온실과 공공건물의 난방에 쓰는 시범을 지방자치단체와 함께 벌이고, 주민에게 돌아가는 몫을 미리 밝힌다.',
          ),
        ],
      },
      {
        by: 'industry-lead',
        fields: {
          budget: {
            currency: 'KRW',
            lines: [
              { year: 2022, amount: 18_000_000_000, note: '실증' },
              { year: 2023, amount: 42_000_000_000, note: '지역 거점' },
            ],
          },
        },
        blocks: [
          h('기반 기술'),
          p(
            '컨테이너 관리, 분산 저장, 인공지능 연산의 나눔을 공개 소프트웨어로 함께 개발한다. 개발한 기술은 공공 전용 영역에서 먼저 써 보고, 고장과 개선의 기록을 공개하여 다른 기업이 이어받게 한다.',
          ),
          table(
            ['분야', '과제', '참여'],
            ['컨테이너', '여러 클라우드를 함께 관리하는 도구', '기업 4, 대학 1'],
            ['저장', '지역 사이의 사본을 맞추는 분산 저장', '기업 2, 연구소 1'],
            ['연산', '가속기를 잘게 나누어 쓰는 배정기', '기업 3, 대학 2'],
          ),
        ],
      },
    ],
  },
  {
    key: 'global',
    title: '해외 진출과 상호운용 표준',
    englishTitle: 'Going abroad, and standards to interoperate',
    owner: 'cloud-industry',
    parts: [
      {
        by: 'industry-3',
        fields: {
          goal: '서비스를 옮기고 잇는 표준을 먼저 갖추고, 이를 바탕으로 신흥 시장에 함께 나간다.',
          leadMinistry: '산업통상자원부',
          indicators: [
            { name: '상호운용 시험을 통과한 서비스', unit: '개', baseline: 0, target: 120, year: 2024 },
            { name: '동반 진출 계약', unit: '건', baseline: 6, target: 40, year: 2024 },
          ],
        },
        blocks: [
          quote(
            'Standards to move and join services come first; on them, firms go to emerging markets together.',
          ),
          h('현황과 문제'),
          p(
            '한 회사의 클라우드에서 다른 회사로 옮기려면 데이터의 형식과 관리 화면, 자동화 도구를 모두 바꾸어야 한다. 옮기기 어렵다는 걱정은 이용을 망설이게 하고, 먼저 들어온 큰 회사의 자리를 굳힌다.',
          ),
          p(
            '해외에 나가는 기업은 나라마다 다른 개인정보와 데이터 위치 규정을 각자 조사하느라 시간과 돈을 겹쳐 쓴다.',
          ),
        ],
      },
      {
        by: 'industry-5',
        fields: {
          schedule: [
            { name: '이동성 규격 1판', start: '2022-03', end: '2022-11' },
            { name: '시험소 운영', start: '2023-01', end: '2024-12' },
          ],
          budget: { currency: 'KRW', lines: [{ year: 2022, amount: 7_000_000_000, note: '규격과 시험소' }] },
        },
        blocks: [
          h('표준과 시험'),
          p(
            bold('나갈 수 있어야 들어온다.'),
            ' 데이터 내보내기, 계정 연결, 사용량 기록의 세 가지를 첫 규격으로 정하고, 참조 구현과 시험 도구를 함께 공개한다.',
          ),
          ul(
            '규격은 국제 표준을 그대로 쓰는 것을 원칙으로 하고, 빈 곳만 새로 정한다.',
            '시험에 통과한 서비스는 공공 목록에 그 사실을 표시한다.',
          ),
          h('동반 진출'),
          p(
            '기반, 플랫폼, 응용을 맡은 기업이 한 묶음으로 나가는 사업을 돕는다. 나라별 규정과 세금, 계약 관행을 조사한 자료를 공동으로 마련하고, 현지 거점의 사무와 법률 자문을 함께 쓰게 한다.',
          ),
        ],
      },
    ],
  },
  {
    key: 'convergence',
    title: '산업별 클라우드 활용 확산',
    englishTitle: 'The cloud in one industry after another',
    owner: 'cloud-industry',
    parts: [
      {
        by: 'industry-6',
        fields: {
          goal: '의료, 금융, 제조, 교육에서 여러 기관이 함께 쓰는 산업별 클라우드를 만들고 규제를 그에 맞게 고친다.',
          leadMinistry: '과학기술정보통신부',
        },
        blocks: [
          quote(
            'Health, finance, manufacturing and education each get a shared cloud, and rules that fit its use.',
          ),
          h('현황과 문제'),
          p(
            '산업마다 데이터의 민감도와 규제가 달라, 일반 서비스를 그대로 쓰기 어려운 분야가 있다. 큰 기업은 스스로 해결하지만 작은 병원과 공장은 전산 담당자 한 명이 모든 것을 맡고 있다.',
          ),
          table(
            ['산업', '먼저 할 일', '걸림돌'],
            ['의료', '중소 병원의 진료기록 공동 이용', '외부 보관 시설의 요건'],
            ['금융', '비중요 업무의 절차 줄이기', '망 분리의 획일적 적용'],
            ['제조', '설비 데이터의 수집과 분석', '설비마다 다른 형식'],
            ['교육', '학교의 공동 학습 환경', '학생 정보의 보호'],
          ),
        ],
      },
      {
        by: 'industry-4',
        fields: {
          indicators: [
            { name: '산업별 클라우드에 참여한 기관', unit: '개', baseline: 150, target: 2400, year: 2024 },
            { name: '고친 규정', unit: '건', target: 12, year: 2024 },
          ],
          schedule: [{ name: '네 산업의 시범', start: '2022-07', end: '2024-06' }],
        },
        blocks: [
          h('추진 방향'),
          p(
            '산업마다 수요자 협의회를 두고, 필요한 기능과 데이터의 형식을 수요자가 정한다. 정부는 처음 두 해의 공동 개발비를 돕고, 그 뒤에는 이용료로 스스로 꾸리게 한다.',
          ),
          p('규제는 실증 특례로 먼저 풀어 보고, 문제가 없으면 한 해 안에 정식으로 고친다.'),
        ],
      },
      {
        by: 'industry-2',
        fields: {
          budget: {
            currency: 'KRW',
            lines: [
              { year: 2022, amount: 15_000_000_000 },
              { year: 2023, amount: 28_000_000_000 },
            ],
          },
        },
        blocks: [
          h('데이터의 결합', 2),
          p(
            '산업 사이에 데이터를 이을 때에는 가명으로 바꾸는 일을 데이터를 가진 기관이 직접 하고, 결합한 결과만 정해진 공간에서 분석하게 한다.',
          ),
        ],
      },
    ],
    revision: {
      by: 'industry-lead',
      reword: [
        {
          from: '문제가 없으면 한 해 안에 정식으로 고친다.',
          to: '이용자 단체가 참여한 평가에서 문제가 없다고 확인되면 한 해 안에 정식으로 고친다.',
        },
      ],
      blocks: [
        h('표결에서 나온 의견의 반영', 2),
        p(
          '의료와 교육에서는 환자와 학생이 자기 정보의 이용을 언제든 멈출 수 있는 절차를 시범의 조건으로 둔다.',
        ),
      ],
    },
  },
];
